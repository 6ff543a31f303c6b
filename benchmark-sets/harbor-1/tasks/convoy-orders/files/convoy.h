#ifndef CONVOY_H
#define CONVOY_H

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

// Ships on their way in columns. A column has a leader (its first ship); the others follow it. Ships may drop out when their
// fuel is low, be taken in tow, be sent to another column, or form a column of their own.

struct Ship {
  std::string name;
  int speed = 0;         // knots at best
  int fuel = 0;          // hours
  std::string towed_by;  // empty: under its own power
};

struct Column {
  std::string name;
  std::vector<Ship> ships;
  std::int64_t sailed = 0;  // nautical miles
  int fallen_back = 0;      // ships that it has left behind

  int Speed() const;
};

struct Standing {
  enum class Kind { kLowFuel, kJoin, kLimit };
  Kind kind;
  std::string column;  // whom it concerns
  std::string other;   // kJoin: the column to join
  int number;          // kLowFuel: hours; kLimit: ships
};

class Convoy {
 public:
  bool Form(const std::string& column, const std::string& ship, int speed, int fuel);
  bool Add(const std::string& column, const std::string& ship, int speed, int fuel);
  bool Detach(const std::string& ship, const std::string& column);
  bool Join(const std::string& from, const std::string& to);
  bool Tow(const std::string& ship, const std::string& by);
  void Order(Standing order) { standing_.push_back(order); }

  // Hour by hour: ships burn fuel, columns sail at the speed of their slowest ship, then standing orders are looked at.
  void Sail(int hours, std::ostream& out);
  void Print(std::ostream& out) const;

 private:
  Column* FindColumn(const std::string& name);
  Column* ColumnOf(const std::string& ship);
  void DropEmpty();
  void Burn(std::ostream& out);
  void Obey(std::ostream& out);
  bool ObeyLowFuel(Column& column, int hours, std::ostream& out);
  bool ObeyLimit(Column& column, int most, std::ostream& out);

  std::vector<Column> columns_;
  std::vector<Standing> standing_;
  int hour_ = 0;
};

#endif
