internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import Foundation
internal import LabSchema
internal import PlainText

extension DataCommand {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make and change rows from a file, as export writes them.",
      usage: "jobrunner data TABLE import FILE [OPTIONS]",
      discussion: """
        FILE is CSV in UTF-8 whose first line names columns of the table, or one JSON object a line \
        (ndjson). A line with an id is that row. A line without one is the row that people call so, such \
        as the coupon with its code, and where there is none a new one. Columns that the file lacks stay as \
        they are; in a new row they get what the table gives them. An empty field is no value, and \
        "" an empty text.

        Says first how many rows would be made, changed and left, and which lines are rejected, and why. \
        Nothing is written where a line is rejected, unless --partial is given. The rejected lines go into \
        a file of their own: corrected, it can be imported as it is.

          jobrunner data coupons export --out codes.csv
          jobrunner data coupons import codes.csv --dry-run
        """)

    @OptionGroup var table: TableArgument
    @OptionGroup var write: WriteOptions

    @Argument(help: "The file; - is standard input.", completion: .file())
    var file: String

    @Option(help: "csv or ndjson. Default: by the file's name, else csv.")
    var format: RowFile.Format?

    @Flag(help: "Import the lines that can be, although others are rejected.")
    var partial = false

    @Option(help: "Where rejected lines go. Default: beside the file, as NAME.rejects.csv.")
    var rejects: String?

    func validate() throws {
      if file == "-", !write.yes, !write.dryRun {
        throw ValidationError("standard input is read once: add --yes, or --dry-run")
      }
    }

    func run() throws {
      let session = try write.session("data import")
      let table = try table.table
      let writing = try DataWriting(
        write, session, needing: DataAuthority.roles(for: .import, of: table, columns: []))
      let writer = try writing.writer(of: table)
      let format =
        format ?? (file.hasSuffix(".ndjson") || file.hasSuffix(".jsonl") ? .ndjson : .csv)
      let rejectsPath =
        rejects
        ?? RejectsFile.standardPath(of: file, name: table.name, type: format.rawValue)
      try RejectsFile.check(rejectsPath, against: file)
      defer { session.console.endProgress() }
      let outcome = try writing.carryOut(
        report: { ImportReport(table: table, outcome: $0, state: $1, isPartial: partial) },
        isNothing: { !$0.result.writes }, isRefused: { $0.result.rejected > 0 && !partial }
      ) { (state: WritingState) in
        let lines = try RowFile(path: file, format: format)
        let rowImport = try RowImport(lines.header, by: writer)
        try stage(lines, rowImport, session.console)
        try rowImport.resolve()
        var outcome = ImportOutcome(result: try rowImport.write())
        let rejected = RejectsFile(
          path: rejectsPath, header: format == .csv ? lines.headerLine : nil,
          delimiter: Character(Unicode.Scalar(lines.separator)))
        try rowImport.forEachRejected { line in
          outcome.add(line)
          guard state == .written else { return }
          try rejected.add(line: line.number, line.reason, line.record.utf8)
        }
        // Before anything is committed: what was rejected is never lost.
        try rejected.sync()
        outcome.rejectsFile = try rejected.finish(after: "nothing was imported")
        return outcome
      }
      if let outcome, outcome.result.rejected > 0 { throw ExitCode(.needsPerson) }
    }

    private func stage(_ lines: RowFile, _ rowImport: RowImport, _ console: Console) throws {
      var count = 0
      _ = try rowImport.stage {
        count += 1
        if count.isMultiple(of: 1000) {
          console.progress(Progress(what: "reading", done: count, unit: "lines"))
        }
        return try lines.next()
      }
      console.progress(Progress(what: "comparing", done: count - 1, unit: "lines"))
    }
  }
}

extension RowFile.Format: ExpressibleByArgument {}

/// What became of a file, with the first of its rejected lines.
private struct ImportOutcome: Equatable, Sendable {
  let result: ImportResult
  private(set) var rejects: [RejectedLine] = []
  /// Where the rejected lines are; nil where there are none, or none were written down.
  var rejectsFile: String?

  /// So many rejected lines are shown.
  private static let mostShown = 20

  init(result: ImportResult) { self.result = result }

  mutating func add(_ line: RejectedLine) {
    if rejects.count < Self.mostShown { rejects.append(line) }
  }

  static func == (left: ImportOutcome, right: ImportOutcome) -> Bool {
    left.result == right.result && left.rejects == right.rejects
  }
}

private struct ImportReport: Report {
  let table: Table
  let outcome: ImportOutcome
  let state: WritingState
  let isPartial: Bool

  private var result: ImportResult { outcome.result }

  var json: JSONObject {
    [
      "table": table.name, "action": "import", "dry_run": state == .planned,
      "imported": state == .written, "inserted": result.inserted, "updated": result.updated,
      "unchanged": result.unchanged, "rejected": result.rejected,
      // The first of the rows that are changed.
      "sample": result.sample.map(RowChangesReport.json(of:)),
      "rejects_file": outcome.rejectsFile,
      "rejects": outcome.rejects.map { line -> JSONObject in
        ["line": line.number, "reason": line.reason]
      },
    ]
  }

  var quietLines: [String] { state == .written && result.rejected == 0 ? [] : lines }

  var lines: [String] {
    var lines = result.sample.map(RowChangesReport.line(of:))
    if result.updated > result.sample.count {
      lines.append("… and \(counted(result.updated - result.sample.count, "more row"))")
    }
    lines += outcome.rejects.map { "line \($0.number): \($0.reason)" }
    if result.rejected > outcome.rejects.count {
      lines.append("… and \(counted(result.rejected - outcome.rejects.count, "more line"))")
    }
    let (insert, update, reject) =
      state == .written
      ? ("inserted", "updated", "rejected") : ("would insert", "update", "reject")
    lines.append(
      "\(table.name): \(insert) \(result.inserted), \(update) \(result.updated), "
        + "\(reject) \(result.rejected); unchanged \(result.unchanged)")
    if result.rejected > 0, !isPartial {
      lines.append(
        state == .planned
          ? "with rejected lines nothing is imported, unless --partial is given"
          : "nothing was imported: correct the rejected lines, or import the others with --partial")
    }
    if let file = outcome.rejectsFile { lines.append("the rejected lines are in \(file)") }
    return lines
  }
}
