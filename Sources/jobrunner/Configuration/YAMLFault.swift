internal import Yams

extension ConfigurationFault {
  /// Why a text is no YAML: its line, and what to do there. What the line says is not repeated, since it
  /// may hold a password.
  init(_ error: YamlError, in text: String, path: String) {
    let (place, reason) = Self.place(of: error)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var (line, problem, remedy) = (
      place, "this is not YAML: \(reason)", "compare it with Config/jobrunner.yaml"
    )
    if let tab = lines.firstIndex(where: { $0.prefix { $0 == " " || $0 == "\t" }.contains("\t") }) {
      (line, problem, remedy) = (
        tab + 1, "a tab stands before a key: YAML is indented by spaces",
        "write two spaces for each tab at the beginning of a line"
      )
    } else if let place, let bad = Self.badlyIndented(lines, upTo: place) {
      (line, problem, remedy) = (
        bad, "this line is indented otherwise than those it belongs to",
        "begin a section at the start of its line, and each of its keys with two spaces"
      )
    } else if let place, lines.indices.contains(place - 1),
      lines[place - 1].dropFirst(Self.indent(lines[place - 1])).contains(": ")
    {
      remedy =
        "put the value into quotes, such as \"…\", where it holds : or # or begins with a sign"
    }
    self.init(source: .file(path, line: line), key: nil, problem: problem, remedy: remedy)
  }

  private static func place(of error: YamlError) -> (line: Int?, reason: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, problem)
    case .duplicatedKeysInMapping(_, let context): (context.mark.line, "a key stands there twice")
    case .reader(let problem, _, _, _): (nil, problem)
    default: (nil, "it cannot be read")
    }
  }

  /// The first line whose indentation is neither that of the lines around it nor begins a block below
  /// a key without a value.
  private static func badlyIndented(_ lines: [Substring], upTo last: Int) -> Int? {
    var open = [0]
    var opensBlock = false
    for (place, line) in lines.prefix(last).enumerated() {
      let content = line.drop { $0 == " " }
      guard let first = content.first, first != "#", first != "-" else { continue }
      let indent = indent(line)
      if indent > open[open.count - 1] {
        guard opensBlock else { return place + 1 }
        open.append(indent)
      } else {
        while open[open.count - 1] > indent { open.removeLast() }
        if open[open.count - 1] != indent { return place + 1 }
      }
      let written = content.prefix { $0 != "#" }
      opensBlock = written.reversed().first { !$0.isWhitespace } == ":"
    }
    return nil
  }

  private static func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
}
