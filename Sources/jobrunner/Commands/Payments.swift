internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema
internal import PlainText

struct Payments: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Match settlements of the payment gateway to invoices.",
    subcommands: [Import.self])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a settlement file, once for each reference.",
      discussion: """
        The file is CSV in UTF-8. Its first line names the columns: invoice_number, amount, \
        paid_at and reference, and where it has them fee, method and currency; other columns are \
        passed over. Another name is mapped with --map, such as --map amount="Settled Amount".

        A line is matched by its invoice number, never by amount alone. Part payments add up. More \
        than was due is recorded and shown. A reference that was imported before is skipped, so the \
        same file twice changes nothing. What cannot be matched or read goes to the rejects file \
        with the reason; unless --partial is given, nothing of the file is imported then (exit \
        code 65). Correct the rejects file and import it.

        A file of any length takes the same memory: zcat FILE.csv.gz | jobrunner payments import -
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions

    @Argument(
      help: "The settlement, a CSV file; - is standard input.", completion: .file())
    var file: String

    @Option(help: "What a column is called in the file, as ours=theirs; can be repeated.")
    var map: [ColumnName] = []

    @Flag(help: "Import the lines that can be, although others are rejected.")
    var partial = false

    @Flag(name: .customLong("dry-run"), help: "Say what would be done, and change nothing.")
    var dryRun = false

    @Option(
      help: """
        Where rejected lines go. Default: beside the file, as NAME.rejects.csv; of what is no file, \
        ./settlement.rejects.csv.
        """)
    var rejects: String?

    func run() throws {
      let session = try LabSession(
        options, command: "payments import", as: person, readOnly: dryRun)
      let settlement = try SettlementFile(
        path: file, names: Dictionary(map.map { ($0.ours, $0.theirs) }) { _, last in last },
        currency: session.currency.description)
      let rejectsPath = rejects ?? RejectsFile.standardPath(of: file, name: "settlement")
      try RejectsFile.check(rejectsPath, against: file)
      let rejected = RejectsFile(
        path: rejectsPath, header: settlement.header, delimiter: settlement.delimiter)
      let remarks = try PaymentsRemarks(
        spoolFolder: options.json ? session.configuration.exports.temporaryFolder : nil)
      let job = PaymentsJob(try session.runContext()) { entry in
        try remarks.add(entry)
        if !dryRun, entry.outcome.kind.isRejected {
          try rejected.add(line: entry.line.number, entry.outcome.reason, entry.line.bytes)
        }
      } beforeCommit: {
        try rejected.sync()
      }
      let result: PaymentsResult
      if dryRun {
        let folder = session.configuration.exports.temporaryFolder
        result = try job.plan(
          settlement,
          remembering: LinesBefore { try NamelessFile.open(inTemporaryFolder: folder) })
      } else {
        let person = try session.person(needing: DataAuthority.payments)
        result = try job.run(settlement, partial: partial, origin: session.origin(of: person))
      }
      let report = PaymentsReport(
        result: result, file: file, rejectsFile: try rejected.finish(after: imported(result)),
        isDryRun: dryRun, isRefused: result.summary.hasRejects && !partial, remarks: remarks,
        currency: session.currency)
      if let spool = remarks.spool {
        try spool.print(report.json, elements: "remarks", to: session.console)
      } else {
        try session.show(report)
      }
      if report.isRefused { throw ExitCode(.badInput) }
      if report.needsPerson { throw ExitCode(.needsPerson) }
    }

    /// What was committed, for who is told that something failed after it.
    private func imported(_ result: PaymentsResult) -> String {
      guard let runID = result.runID else { return "Nothing was imported" }
      let totals = result.summary.totals(\.isImported)
      return "Run \(runID) imported \(counted(totals.lines, "payment")) over \(totals.amount)"
    }
  }
}

/// What a file calls one of our columns: `ours=theirs`.
struct ColumnName: ExpressibleByArgument {
  var ours: SettlementColumn
  var theirs: String

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="),
      let ours = SettlementColumn(rawValue: String(argument[..<sign]))
    else { return nil }
    self.ours = ours
    theirs = String(argument[argument.index(after: sign)...])
    if theirs.isEmpty { return nil }
  }
}
