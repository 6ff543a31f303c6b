// register FILE: the harbour's register of ships, kept in a table that is looked up by name. A line is one of
//
//   enter NAME; TONS; FLAG      a ship comes in; one that is there already is refused
//   leave NAME                  it goes out
//   find NAME
//   list                        all, in the order in which they came
//
// NAME is up to 40 letters of any language; TONS is below a million; FLAG is the state whose flag she flies.
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr int kPlaces = 61;

struct Ship {
  std::string name;
  long tons;
  std::string flag;
  long number;                 // of its coming in
  std::unique_ptr<Ship> next;  // at the same place
};

class Register {
 public:
  Register() : places_(new std::unique_ptr<Ship>[kPlaces]) {}

  bool Enter(const std::string& name, long tons, const std::string& flag) {
    std::unique_ptr<Ship>* place = Find(name);
    if (*place) return false;
    place->reset(new Ship{name, tons, flag, ++entered_, nullptr});
    return true;
  }

  bool Leave(const std::string& name) {
    std::unique_ptr<Ship>* place = Find(name);
    if (!*place) return false;
    std::unique_ptr<Ship> next = std::move((*place)->next);
    *place = std::move(next);
    return true;
  }

  const Ship* Get(const std::string& name) { return Find(name)->get(); }

  void List(std::ostream& out) const {
    std::vector<const Ship*> ships(static_cast<size_t>(entered_), nullptr);
    for (int place = 0; place < kPlaces; ++place)
      for (const Ship* ship = places_[place].get(); ship; ship = ship->next.get()) ships[static_cast<size_t>(ship->number - 1)] = ship;
    for (const Ship* ship : ships)
      if (ship) out << "  " << ship->name << ", " << ship->tons << " tons, " << ship->flag << "\n";
  }

 private:
  // The pointer that leads to the ship, or the one at which it would be hung on.
  std::unique_ptr<Ship>* Find(const std::string& name) {
    std::unique_ptr<Ship>* place = &places_[Place(name)];
    while (*place && (*place)->name != name) place = &(*place)->next;
    return place;
  }

  static int Place(const std::string& name) {
    int sum = 0;
    for (char letter : name) sum = (sum * 33 + letter) % 65521;
    return sum % kPlaces;
  }

  std::unique_ptr<std::unique_ptr<Ship>[]> places_;
  long entered_ = 0;
};

std::string Trim(const std::string& text) {
  size_t from = text.find_first_not_of(" \t\r"), to = text.find_last_not_of(" \t\r");
  return from == std::string::npos ? "" : text.substr(from, to - from + 1);
}

bool Enter(Register& ships, const std::string& rest, std::ostream& out) {
  size_t first = rest.find(';');
  size_t second = first == std::string::npos ? first : rest.find(';', first + 1);
  if (second == std::string::npos) return false;
  std::string name = Trim(rest.substr(0, first)), flag = Trim(rest.substr(second + 1));
  std::string tons = Trim(rest.substr(first + 1, second - first - 1));
  if (name.empty() || name.size() > 40 || tons.empty() || tons.size() > 6 || tons.find_first_not_of("0123456789") != std::string::npos) return false;
  out << name << (ships.Enter(name, std::stol(tons), flag) ? " is entered\n" : " is there already\n");
  return true;
}

bool Obey(Register& ships, const std::string& line, std::ostream& out) {
  size_t blank = line.find(' ');
  std::string order = Trim(line.substr(0, blank)), rest = blank == std::string::npos ? "" : Trim(line.substr(blank));
  if (order == "enter") return Enter(ships, rest, out);
  if (order == "list") {
    ships.List(out);
    return true;
  }
  if (rest.empty()) return false;
  if (order == "leave") {
    out << rest << (ships.Leave(rest) ? " has left\n" : " is not here\n");
  } else if (order == "find") {
    const Ship* ship = ships.Get(rest);
    out << rest << (ship ? " is here, " + std::to_string(ship->tons) + " tons\n" : " is not here\n");
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: register FILE\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  Register ships;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number)
    if (!Trim(line).empty() && !Obey(ships, line, std::cout)) std::cout << "line " << number << " is no order\n";
  return 0;
}
