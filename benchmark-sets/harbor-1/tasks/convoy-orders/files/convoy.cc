#include "convoy.h"

#include <algorithm>

namespace {

std::vector<Ship>::iterator FindShip(Column& column, const std::string& name) {
  return std::find_if(column.ships.begin(), column.ships.end(), [&](const Ship& ship) { return ship.name == name; });
}

// A ship in tow costs the one that tows it a third of its speed.
int SpeedInColumn(const Column& column, const Ship& ship) {
  bool tows = std::any_of(column.ships.begin(), column.ships.end(), [&](const Ship& other) { return other.towed_by == ship.name; });
  return tows ? ship.speed - ship.speed / 3 : ship.speed;
}

}  // namespace

int Column::Speed() const {
  int slowest = 0;
  bool found = false;
  for (const Ship& ship : ships) {
    if (!ship.towed_by.empty()) continue;
    int speed = SpeedInColumn(*this, ship);
    if (!found || speed < slowest) slowest = speed;
    found = true;
  }
  return slowest;
}

Column* Convoy::FindColumn(const std::string& name) {
  auto column = std::find_if(columns_.begin(), columns_.end(), [&](const Column& one) { return one.name == name; });
  return column == columns_.end() ? nullptr : &*column;
}

Column* Convoy::ColumnOf(const std::string& ship) {
  for (Column& column : columns_)
    if (FindShip(column, ship) != column.ships.end()) return &column;
  return nullptr;
}

bool Convoy::Form(const std::string& column, const std::string& ship, int speed, int fuel) {
  if (FindColumn(column) || ColumnOf(ship)) return false;
  columns_.push_back(Column{column, {Ship{ship, speed, fuel, ""}}, 0, 0});
  return true;
}

bool Convoy::Add(const std::string& column, const std::string& ship, int speed, int fuel) {
  Column* found = FindColumn(column);
  if (!found || ColumnOf(ship)) return false;
  found->ships.push_back(Ship{ship, speed, fuel, ""});
  return true;
}

// A ship leaves its column for another, which is formed where there is none. What it tows comes with it.
bool Convoy::Detach(const std::string& ship, const std::string& column) {
  Column* from = ColumnOf(ship);
  if (!from || from->name == column) return false;
  std::vector<Ship> leaving;
  for (const Ship& one : from->ships)
    if (one.name == ship || one.towed_by == ship) leaving.push_back(one);
  from->ships.erase(std::remove_if(from->ships.begin(), from->ships.end(), [&](const Ship& one) { return one.name == ship || one.towed_by == ship; }), from->ships.end());
  for (Ship& one : leaving)
    if (one.name == ship) one.towed_by.clear();
  Column* to = FindColumn(column);
  if (to) to->ships.insert(to->ships.end(), leaving.begin(), leaving.end());
  else columns_.push_back(Column{column, leaving, 0, 0});
  return true;
}

bool Convoy::Join(const std::string& from, const std::string& to) {
  Column* one = FindColumn(from);
  Column* other = FindColumn(to);
  if (!one || !other || one == other) return false;
  other->ships.insert(other->ships.end(), one->ships.begin(), one->ships.end());
  one->ships.clear();
  DropEmpty();
  return true;
}

bool Convoy::Tow(const std::string& ship, const std::string& by) {
  Column* column = ColumnOf(ship);
  if (!column || column != ColumnOf(by) || ship == by) return false;
  auto towed = FindShip(*column, ship), tug = FindShip(*column, by);
  bool tows = std::any_of(column->ships.begin(), column->ships.end(), [&](const Ship& one) { return one.towed_by == ship || one.towed_by == by; });
  if (tows || !towed->towed_by.empty() || !tug->towed_by.empty()) return false;
  towed->towed_by = by;
  return true;
}

void Convoy::DropEmpty() {
  columns_.erase(std::remove_if(columns_.begin(), columns_.end(), [](const Column& column) { return column.ships.empty(); }), columns_.end());
}

void Convoy::Burn(std::ostream& out) {
  for (Column& column : columns_) {
    for (Ship& ship : column.ships)
      if (ship.towed_by.empty() && ship.fuel > 0) --ship.fuel;
    auto lost = std::remove_if(column.ships.begin(), column.ships.end(), [](const Ship& ship) { return ship.towed_by.empty() && ship.fuel == 0; });
    for (auto ship = lost; ship != column.ships.end(); ++ship) out << hour_ << ": a ship of " << column.name << " is out of fuel\n";
    column.ships.erase(lost, column.ships.end());
    for (Ship& ship : column.ships)
      if (!ship.towed_by.empty() && FindShip(column, ship.towed_by) == column.ships.end()) ship.towed_by.clear();
  }
  DropEmpty();
}

// Ships that have less fuel than that fall back into a column of stragglers.
bool Convoy::ObeyLowFuel(Column& column, int hours, std::ostream& out) {
  std::vector<std::string> low;
  for (const Ship& ship : column.ships)
    if (ship.towed_by.empty() && ship.fuel < hours) low.push_back(ship.name);
  if (low.empty() || low.size() == column.ships.size()) return false;
  for (const std::string& ship : low) {
    ++column.fallen_back;
    out << hour_ << ": " << ship << " falls back from " << column.name << "\n";
    Detach(ship, column.name + "-late");
  }
  return true;
}

// The last ships of a column that is too long form another.
bool Convoy::ObeyLimit(Column& column, int most, std::ostream& out) {
  if (most < 1 || column.ships.size() <= static_cast<size_t>(most)) return false;
  const std::string rest = column.name + "-rest";
  while (column.ships.size() > static_cast<size_t>(most)) {
    const std::string ship = column.ships.back().name;
    out << hour_ << ": " << ship << " goes to " << rest << "\n";
    if (FindColumn(rest)) {
      Detach(ship, rest);
    } else {
      Ship last = column.ships.back();
      column.ships.pop_back();
      last.towed_by.clear();
      columns_.push_back(Column{rest, {last}, 0, 0});
      return true;
    }
  }
  return true;
}

void Convoy::Obey(std::ostream& out) {
  for (const Standing& order : standing_) {
    Column* column = FindColumn(order.column);
    if (!column) continue;
    switch (order.kind) {
      case Standing::Kind::kLowFuel: ObeyLowFuel(*column, order.number, out); break;
      case Standing::Kind::kLimit:
        while (column && ObeyLimit(*column, order.number, out)) column = FindColumn(order.column);
        break;
      case Standing::Kind::kJoin:
        if (Join(order.column, order.other)) out << hour_ << ": " << order.column << " joins " << order.other << "\n";
        break;
    }
  }
}

void Convoy::Sail(int hours, std::ostream& out) {
  for (; hours > 0; --hours) {
    ++hour_;
    Burn(out);
    for (Column& column : columns_) column.sailed += column.Speed();
    Obey(out);
  }
}

void Convoy::Print(std::ostream& out) const {
  out << "hour " << hour_ << "\n";
  for (const Column& column : columns_) {
    out << "  " << column.name << ", " << column.Speed() << " knots, " << column.sailed << " miles, " << column.fallen_back << " left behind:";
    for (const Ship& ship : column.ships) {
      out << " " << ship.name << "(" << ship.fuel;
      if (!ship.towed_by.empty()) out << " behind " << ship.towed_by;
      out << ")";
    }
    out << "\n";
  }
}
