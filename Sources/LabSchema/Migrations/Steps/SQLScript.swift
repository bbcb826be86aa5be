internal import Billing

/// The text of a migration whose statements are run one by one.
struct SQLScript {
  /// Without comments and closing semicolons, in order.
  let statements: [String]

  /// - Parameter text: statements that end with a semicolon at the end of a line, and comments on
  ///   lines of their own; no function bodies.
  init(_ text: String) {
    let code = text.split(separator: "\n").filter { !$0.hasPrefix("--") }
    var statements: [String] = []
    var lines: [Substring] = []
    for line in code {
      guard line.last == ";" else {
        lines.append(line)
        continue
      }
      lines.append(line.dropLast())
      statements.append(lines.joined(separator: "\n"))
      lines = []
    }
    self.statements = statements
  }
}
