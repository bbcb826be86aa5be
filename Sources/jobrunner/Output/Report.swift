internal import Foundation

/// What a command has to say, described once for programs and once for people.
protocol Report {
  associatedtype JSON: JSONValue

  /// What `--json` prints: stable and documented.
  var json: JSON { get }
  /// The result in words.
  var lines: [String] { get }

  /// What is said beside the result, where nobody asked for quiet.
  var remarks: [String] { get }

  /// Says it to a person: the lines, then the remarks.
  func tell(_ console: Console)
}

extension Report {
  var remarks: [String] { [] }

  func tell(_ console: Console) {
    for line in lines { console.result(line) }
    for remark in remarks { console.log(remark) }
  }
}

extension Console {
  /// Prints the result of a command; the one place that chooses between JSON and words.
  ///
  /// - Parameter failure: why the command ends with an error although it has this to say.
  func show(_ report: some Report, asJSON: Bool, failure: Failure? = nil) throws {
    guard asJSON else { return report.tell(self) }
    try show(report.json, failure)
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
