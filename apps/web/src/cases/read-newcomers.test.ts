import { expect, test } from "vitest";
import { readNewcomers } from "./read-newcomers.ts";

test("a list of vendors is read line by line, whatever stands between name, address and product", () => {
  expect(readNewcomers("Buoy Works, psirt@buoy.example, Buoy Gauge\n\nCrane; psirt@crane.example\r\nMole, Inc.\t<psirt@mole.example>\tMole 3, Mole 4")).toEqual([
    { name: "Buoy Works", email: "psirt@buoy.example", product: "Buoy Gauge", roles: ["vendor"] },
    { name: "Crane", email: "psirt@crane.example", roles: ["vendor"] },
    { name: "Mole, Inc.", email: "psirt@mole.example", product: "Mole 3, Mole 4", roles: ["vendor"] },
  ]);
});

test("a line without an address is sent as it is: the server names what is missing, and nobody is added", () => {
  expect(readNewcomers("Buoy Works")).toEqual([{ name: "Buoy Works", email: "", roles: ["vendor"] }]);
});
