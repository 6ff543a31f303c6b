// rota FILE: which pilot goes out to which ship. A line is one of
//
//   on PILOT [deep]       a pilot comes on duty, as the last in the row; "deep" may take ships of more than 8 metres
//   off PILOT             goes home; a pilot who is out with a ship cannot
//   ship NAME METRES      a ship asks for a pilot: the first in the row who may take her goes; without one she waits
//   back PILOT            is back from the ship, as the last in the row
//   board                 prints the row, who is out, and the ships that wait
//
// Ships that wait are served in the order in which they asked, but a deep one does not hold up those behind her.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Pilot {
  std::string name;
  bool deep;
};

struct Ship {
  std::string name;
  int metres;
};

class Rota {
 public:
  explicit Rota(std::ostream& out) : out_(out) {}

  bool On(const std::string& name, bool deep) {
    if (InRow(name) != row_.end() || outside_.count(name) != 0) return false;
    row_.push_back(Pilot{name, deep});
    Serve();
    return true;
  }

  bool Off(const std::string& name) {
    auto pilot = InRow(name);
    if (pilot == row_.end()) return false;
    row_.erase(pilot);
    return true;
  }

  bool Ask(const std::string& name, int metres) {
    if (metres < 1 || metres > 30) return false;
    waiting_.push_back(Ship{name, metres});
    Serve();
    return true;
  }

  bool Back(const std::string& name) {
    auto found = outside_.find(name);
    if (found == outside_.end()) return false;
    row_.push_back(found->second);
    outside_.erase(found);
    Serve();
    return true;
  }

  void Board() const {
    out_ << "next is " << row_.front().name << ", row:";
    for (const Pilot& pilot : row_) out_ << " " << pilot.name << (pilot.deep ? "*" : "");
    out_ << "\nout:";
    for (const auto& [name, pilot] : outside_) out_ << " " << name;
    out_ << "\nwaiting:";
    for (const Ship& ship : waiting_) out_ << " " << ship.name;
    out_ << "\n";
  }

 private:
  std::vector<Pilot>::iterator InRow(const std::string& name) {
    return std::find_if(row_.begin(), row_.end(), [&](const Pilot& pilot) { return pilot.name == name; });
  }

  void Serve() {
    for (size_t i = 0; i < waiting_.size();) {
      const Ship ship = waiting_[i];
      auto pilot = std::find_if(row_.begin(), row_.end(), [&](const Pilot& one) { return one.deep || ship.metres <= 8; });
      if (pilot == row_.end()) {
        ++i;
        continue;
      }
      out_ << pilot->name << " goes to " << ship.name << "\n";
      outside_.emplace(pilot->name, *pilot);
      row_.erase(pilot);
      waiting_.erase(waiting_.begin() + static_cast<long>(i));
    }
  }

  std::ostream& out_;
  std::vector<Pilot> row_;
  std::map<std::string, Pilot> outside_;
  std::vector<Ship> waiting_;
};

bool Obey(Rota& rota, const std::string& line) {
  std::istringstream words(line);
  std::string order, name, more;
  int metres = 0;
  words >> order;
  if (order == "board") {
    rota.Board();
    return true;
  }
  if (!(words >> name)) return false;
  if (order == "on") {
    words >> more;
    return (more.empty() || more == "deep") && rota.On(name, more == "deep");
  }
  if (order == "off") return rota.Off(name);
  if (order == "back") return rota.Back(name);
  return order == "ship" && words >> metres && rota.Ask(name, metres);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: rota FILE\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  Rota rota(std::cout);
  std::string line;
  for (int number = 1; std::getline(in, line); ++number)
    if (!line.empty() && !Obey(rota, line)) std::cout << "line " << number << " is left out\n";
  return 0;
}
