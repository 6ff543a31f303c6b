// convoy: plays a convoy from a file of orders, one a line:
//
//   form COLUMN SHIP SPEED FUEL     add COLUMN SHIP SPEED FUEL      detach SHIP COLUMN      join COLUMN COLUMN
//   tow SHIP BEHIND SHIP            sail HOURS                      print
//   when COLUMN fuel HOURS          from then on, ships with less fuel fall back into the column COLUMN-late
//   when COLUMN ships NUMBER        from then on, ships over that number form the column COLUMN-rest, the last first
//   when COLUMN meets COLUMN        from then on, the first joins the other as soon as both are there
#include <fstream>
#include <iostream>
#include <sstream>

#include "convoy.h"

namespace {

bool ReadStanding(Convoy& convoy, std::istringstream& words) {
  std::string column, what, other;
  int number = 0;
  words >> column >> what;
  if (what == "meets" && words >> other) convoy.Order(Standing{Standing::Kind::kJoin, column, other, 0});
  else if (what == "fuel" && words >> number) convoy.Order(Standing{Standing::Kind::kLowFuel, column, "", number});
  else if (what == "ships" && words >> number) convoy.Order(Standing{Standing::Kind::kLimit, column, "", number});
  else return false;
  return true;
}

bool Read(Convoy& convoy, std::istringstream& words) {
  std::string order, one, other, behind;
  int speed = 0, fuel = 0;
  words >> order;
  if (order == "when") return ReadStanding(convoy, words);
  if (order == "print") {
    convoy.Print(std::cout);
    return true;
  }
  if (order == "sail") {
    if (!(words >> speed) || speed < 0 || speed > 500) return false;
    convoy.Sail(speed, std::cout);
    return true;
  }
  if (order == "tow") return words >> one >> behind >> other && behind == "behind" && convoy.Tow(one, other);
  if (!(words >> one >> other)) return false;
  if (order == "detach") return convoy.Detach(one, other);
  if (order == "join") return convoy.Join(one, other);
  if (!(words >> speed >> fuel) || speed < 1 || speed > 40 || fuel < 1 || fuel > 1000) return false;
  if (order == "form") return convoy.Form(one, other, speed, fuel);
  return order == "add" && convoy.Add(one, other, speed, fuel);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: convoy FILE\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  Convoy convoy;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    std::istringstream words(line);
    if (!line.empty() && !Read(convoy, words)) std::cout << "line " << number << " cannot be obeyed\n";
  }
  return 0;
}
