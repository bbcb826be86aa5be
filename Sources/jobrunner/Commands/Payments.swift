internal import ArgumentParser
internal import BillingJobs
internal import Foundation
internal import LabSchema

struct Payments: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Match settlements of the payment gateway to invoices.",
    subcommands: [Import.self])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a settlement file, once for each reference.",
      discussion: """
        The file is CSV in UTF-8. Its first line names the columns: invoice_number, amount, \
        paid_at and reference, and where it has them fee and method; other columns are passed \
        over. Another name is mapped with --map, such as --map amount="Settled Amount".

        A line is matched by its invoice number, never by amount alone. Part payments add up. More \
        than was due is recorded and shown. A reference that was imported before is skipped, so the \
        same file twice changes nothing. What cannot be matched or read goes to the rejects file \
        with the reason; unless --partial is given, nothing of the file is imported then (exit \
        code 65). Correct the rejects file and import it.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions

    @Argument(help: "The settlement, a CSV file.")
    var file: String

    @Option(help: "What a column is called in the file, as ours=theirs; can be repeated.")
    var map: [ColumnName] = []

    @Flag(help: "Import the lines that can be, although others are rejected.")
    var partial = false

    @Flag(name: .customLong("dry-run"), help: "Say what would be done, and change nothing.")
    var dryRun = false

    @Option(help: "Where rejected lines go. Default: beside the file, as NAME.rejects.csv.")
    var rejects: String?

    func run() throws {
      let session = try LabSession(
        options, command: "payments import", as: person, readOnly: dryRun)
      let settlement = try SettlementFile(
        path: file, names: Dictionary(map.map { ($0.ours, $0.theirs) }) { _, last in last })
      let rejectsFile = RejectsFile(path: rejects ?? RejectsFile.standardPath(of: file))
      try rejectsFile.check(against: file)
      let job = PaymentsJob(
        session.connection, settings: session.configuration.billing,
        businessDate: try session.businessDate(), report: session.reportProgress)
      let result: PaymentsResult
      if dryRun {
        result = PaymentsResult(planned: try job.plan(settlement))
      } else {
        let person = try session.person(needing: [.admin, .analyst])
        result = try job.run(settlement, partial: partial, origin: session.origin(of: person))
      }
      let rejected = result.plan.rejected
      if !dryRun, !rejected.isEmpty { try rejectsFile.write(rejected, of: settlement) }
      let report = PaymentsReport(
        result, file: file, rejectsFile: dryRun || rejected.isEmpty ? nil : rejectsFile.path,
        isDryRun: dryRun, isRefused: !rejected.isEmpty && !partial)
      if options.json {
        try printJSON(report, to: session.console)
      } else {
        for line in report.lines { session.console.result(line) }
      }
      if report.refused { throw ExitCode(65) }
      if report.needsPerson { throw ExitCode(1) }
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
