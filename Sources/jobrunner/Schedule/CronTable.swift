/// A cron table, by its lines that run the night: each is on, or a comment and off. Whatever else it
/// says, and how a line is written, stays as it is.
struct CronTable: Equatable {
  private(set) var lines: [String]

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Cron passes over a last line that no line break ends.
  var text: String {
    let text = lines.joined(separator: "\n")
    return text.hasSuffix("\n") ? text : text + "\n"
  }

  /// When the lines that are on run the night, such as `30 2 * * *`.
  var times: [String] { lines.compactMap { Self.night($0) }.filter(\.isOn).map(\.time) }

  /// How many lines run the night, on or off.
  var nights: Int { lines.count { Self.night($0) != nil } }

  /// Turns on whatever is off: which of several is meant is for a person to say.
  mutating func turnOn() {
    lines = lines.map { Self.night($0)?.isOn == false ? String($0.dropFirst()) : $0 }
  }

  mutating func turnOff() {
    // Without blanks before it, so that it is not taken for a sentence later.
    lines = lines.map {
      Self.night($0)?.isOn == true ? "#" + $0.drop(while: \.isWhitespace) : $0
    }
  }

  /// What a line says of the night; nil where it does not run it. A mark with a blank behind it begins
  /// a sentence and is not ours to take away.
  private static func night(_ line: String) -> (isOn: Bool, time: String)? {
    let pattern =
      /(#?)\s*((?:[0-9*,\/-]+\s+){3}[0-9A-Za-z*,\/-]+\s+[0-9A-Za-z*,\/-]+|@[a-z]+)\s+\S+\s.*\bjobrunner\s(?:.*\s)?nightly\b.*/
    guard let match = line.wholeMatch(of: pattern), !line.hasPrefix("# ") else { return nil }
    return (match.1.isEmpty, match.2.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }
}
