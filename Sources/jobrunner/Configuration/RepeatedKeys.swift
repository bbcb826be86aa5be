/// Keys that a YAML text has twice in one place. A parser gives up at the first of them; so that all can
/// be told of, with their lines, each later one is given a name of its own, and the text is read on.
struct RepeatedKeys {
  /// The text with the later ones renamed; its lines are as before.
  private(set) var text = ""

  private static let mark = "-repeats-line-"

  /// - Parameter text: keys in lines of their own, indented by what they belong to.
  init(renamedIn text: String) {
    var open: [(indent: Int, lines: [Substring: Int])] = []
    var lines: [String] = []
    for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      lines.append(String(line))
      guard let (indent, key) = Self.key(of: line) else { continue }
      while let last = open.last, last.indent > indent { open.removeLast() }
      if open.last?.indent != indent { open.append((indent, [:])) }
      if let first = open[open.count - 1].lines[key] {
        lines[place] =
          String(line[..<key.endIndex]) + Self.mark + String(first) + line[key.endIndex...]
      } else {
        open[open.count - 1].lines[key] = place + 1
      }
    }
    self.text = lines.joined(separator: "\n")
  }

  private static func key(of line: Substring) -> (indent: Int, key: Substring)? {
    let start = line.firstIndex { $0 != " " } ?? line.endIndex
    guard let colon = line[start...].firstIndex(of: ":"), start < colon,
      line[start..<colon].allSatisfy({
        $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0))
      })
    else { return nil }
    let next = line.index(after: colon)
    guard next == line.endIndex || line[next].isWhitespace else { return nil }
    return (line.distance(from: line.startIndex, to: start), line[start..<colon])
  }

  /// A key as it is written, and the line on which it stands the first time where it was renamed.
  static func original(of key: String) -> (key: String, firstLine: Int?) {
    guard let mark = key.firstRange(of: mark), let line = Int(key[mark.upperBound...]) else {
      return (key, nil)
    }
    return (String(key[..<mark.lowerBound]), line)
  }
}
