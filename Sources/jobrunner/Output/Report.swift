internal import Foundation

/// What a command has to say, described once for programs and once for people.
protocol Report {
  associatedtype JSON: JSONValue

  /// What `--json` prints: stable and documented.
  var json: JSON { get }
  /// The result in words.
  var lines: [String] { get }

  /// What `--quiet` leaves of it: all of it where it answers a question, and of an account of what was
  /// done what needs a person.
  var quietLines: [String] { get }

  /// What is said beside the result, where nobody asked for quiet.
  var remarks: [String] { get }

  /// What of it needs a person and does not stand in the lines; the log tells it, also beside JSON.
  var attention: [Event] { get }

  /// What its lines may begin with that is coloured on a terminal.
  var marks: [(mark: String, color: Color)] { get }

  /// Says it to a person: the lines, then the remarks.
  func tell(_ console: Console)
}

extension Report {
  var quietLines: [String] { lines }
  var remarks: [String] { [] }
  var attention: [Event] { [] }
  var marks: [(mark: String, color: Color)] { [] }

  func tell(_ console: Console) {
    for line in console.isQuiet ? quietLines : lines { console.result(line, marks: marks) }
    for remark in remarks { console.log(.remark(remark)) }
  }
}

extension Console {
  /// Prints the result of a command; the one place that chooses between JSON and words.
  ///
  /// - Parameter failure: why the command ends with an error although it has this to say.
  func show(_ report: some Report, asJSON: Bool, failure: Failure? = nil) throws {
    if asJSON { try show(report.json, failure) } else { report.tell(self) }
    for event in report.attention { log(event) }
  }

  /// Prints a document of JSON.
  func show(_ json: any JSONValue, _ failure: Failure? = nil) throws {
    for line in try JSONEncoder.lines(of: json, failure) { result(json: line) }
  }
}

extension LabSession {
  /// Prints the result of the session's command.
  func show(_ report: some Report, failure: Failure? = nil) throws {
    try console.show(report, asJSON: printsJSON, failure: failure)
  }
}

/// Rows for a person, and an object each for programs.
struct ListReport<Row>: Report {
  let rows: [Row]
  /// What is said where there is none.
  var nothing: String?
  let object: (Row) -> JSONObject
  let grid: ([Row]) -> TextGrid

  var json: [JSONObject] { rows.map(object) }

  var lines: [String] {
    if rows.isEmpty, let nothing { return [nothing] }
    return grid(rows).lines
  }
}
