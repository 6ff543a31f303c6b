#include "messages.h"

// The file: entries, each a tag (one byte), the size of its body (two bytes) and the body. Numbers have their lowest byte
// first; a word is its length (one byte) and its letters. Tags 1 to 6 are messages of that kind:
//
//   1 routine, 2 safety, 3 urgency   channel (1), caller (word), text (word)
//   4 distress                       the same, then north (4), east (4), persons on board (2)
//   5 position                       channel (1), caller (word), north (4), east (4)
//   6 relay                          channel (1), station (word), then entries of messages, to a depth of three
//
// and the others are about messages, which are numbered from 0 as they came (those of a relay are not numbered):
//
//   10 raise        number (2), kind (1): it turned out to be more urgent; what is struck cannot be raised
//   11 acknowledge  number (2), who (word): of a distress
//   12 strike       number (2): it came by mistake
//
// A body may be longer than what is known of it; the rest is for later versions.

struct Cursor {
  const std::uint8_t* at;
  const std::uint8_t* end;
  bool is_short = false;

  std::uint32_t Number(int bytes) {
    std::uint32_t number = 0;
    if (end - at < bytes) {
      is_short = true;
      at = end;
      return 0;
    }
    for (int i = 0; i < bytes; ++i) number |= static_cast<std::uint32_t>(*at++) << 8 * i;
    return number;
  }
  std::string Word() {
    std::size_t length = Number(1);
    if (static_cast<std::size_t>(end - at) < length) {
      is_short = true;
      at = end;
      return "";
    }
    std::string word(reinterpret_cast<const char*>(at), length);
    at += length;
    for (char& letter : word)
      if (letter < 0x20 || letter > 0x7e) letter = '.';
    return word;
  }
  Place ReadPlace() {
    Place place;
    place.north = static_cast<std::int32_t>(Number(4));
    place.east = static_cast<std::int32_t>(Number(4));
    return place;
  }
  Cursor Body() {
    std::size_t size = Number(2);
    if (static_cast<std::size_t>(end - at) < size) {
      is_short = true;
      size = 0;
    }
    Cursor body{at, at + size};
    at += size;
    return body;
  }
};

namespace {

constexpr int kDeepest = 3;

// From the least to the most urgent; what is no call has no place in it.
int UrgencyOf(Kind kind) {
  switch (kind) {
    case Kind::kRoutine: return 1;
    case Kind::kSafety: return 2;
    case Kind::kUrgency: return 3;
    case Kind::kDistress: return 4;
    default: return 0;
  }
}

std::unique_ptr<Message> ReadMessage(Kind kind, Cursor& body, int depth) {
  std::uint8_t channel = static_cast<std::uint8_t>(body.Number(1));
  switch (kind) {
    case Kind::kRoutine:
    case Kind::kSafety:
    case Kind::kUrgency: {
      auto spoken = std::make_unique<Spoken>(kind, channel);
      spoken->caller = body.Word();
      spoken->text = body.Word();
      return spoken;
    }
    case Kind::kDistress: {
      auto distress = std::make_unique<Distress>(kind, channel);
      distress->caller = body.Word();
      distress->text = body.Word();
      distress->place = body.ReadPlace();
      distress->persons = static_cast<std::uint16_t>(body.Number(2));
      return distress;
    }
    case Kind::kPosition: {
      auto position = std::make_unique<Position>(kind, channel);
      position->caller = body.Word();
      position->place = body.ReadPlace();
      return position;
    }
    case Kind::kRelay: {
      if (depth == kDeepest) return nullptr;
      auto relay = std::make_unique<Relay>(kind, channel);
      relay->station = body.Word();
      while (body.at < body.end && !body.is_short) {
        Kind inner_kind = static_cast<Kind>(body.Number(1));
        Cursor inner = body.Body();
        auto message = ReadMessage(inner_kind, inner, depth + 1);
        if (!message || inner.is_short) return nullptr;
        relay->passed_on.push_back(std::move(message));
      }
      return relay;
    }
  }
  return nullptr;
}

}  // namespace

bool IsSpoken(Kind kind) { return UrgencyOf(kind) > 0; }

const char* NameOf(Kind kind) {
  switch (kind) {
    case Kind::kRoutine: return "routine";
    case Kind::kSafety: return "safety";
    case Kind::kUrgency: return "urgency";
    case Kind::kDistress: return "distress";
    case Kind::kPosition: return "position";
    case Kind::kRelay: return "relay";
  }
  return "unknown";
}

void Visitor::Visit(Message& message) {
  switch (message.kind()) {
    case Kind::kDistress: return OnDistress(static_cast<Distress&>(message));
    case Kind::kPosition: return OnPosition(static_cast<Position&>(message));
    case Kind::kRelay: return OnRelay(static_cast<Relay&>(message));
    default: return OnSpoken(static_cast<Spoken&>(message));
  }
}

void Visitor::OnRelay(Relay& relay) {
  for (auto& message : relay.passed_on) Visit(*message);
}

const char* Log::Raise(Cursor& body) {
  Message* message = At(body.Number(2));
  Kind kind = static_cast<Kind>(body.Number(1));
  if (!message) return "a raise of no message";
  if (!IsSpoken(message->kind()) || !IsSpoken(kind)) return "a raise of what is no call";
  if (UrgencyOf(kind) <= UrgencyOf(message->kind())) return "a raise that raises nothing";
  message->set_kind(kind);
  return nullptr;
}

const char* Log::Acknowledge(Cursor& body) {
  Message* message = At(body.Number(2));
  std::string who = body.Word();
  if (!message || message->kind() != Kind::kDistress) return "an acknowledgement of no distress";
  static_cast<Distress*>(message)->acknowledged.push_back(who);
  return nullptr;
}

const char* Log::Strike(Cursor& body) {
  std::size_t number = body.Number(2);
  if (!At(number)) return "a strike of no message";
  messages_[number].reset();
  return nullptr;
}

const char* Log::ReadEntry(Cursor& cursor) {
  std::uint32_t tag = cursor.Number(1);
  Cursor body = cursor.Body();
  if (cursor.is_short) return "an entry is cut off";
  const char* error = nullptr;
  if (tag >= 1 && tag <= 6) {
    auto message = ReadMessage(static_cast<Kind>(tag), body, 0);
    if (!message) return "a relay is not understood";
    if (!body.is_short) messages_.push_back(std::move(message));
  } else if (tag == 10) {
    error = Raise(body);
  } else if (tag == 11) {
    error = Acknowledge(body);
  } else if (tag == 12) {
    error = Strike(body);
  } else {
    error = "an entry has an unknown tag";
  }
  return error ? error : body.is_short ? "a body is too short" : nullptr;
}

const char* Log::Read(const std::uint8_t* at, std::size_t size) {
  Cursor cursor{at, at + size};
  while (cursor.at < cursor.end)
    if (const char* error = ReadEntry(cursor)) return error;
  return nullptr;
}

void Log::Accept(Visitor& visitor) {
  for (auto& message : messages_)
    if (message) visitor.Visit(*message);
}
