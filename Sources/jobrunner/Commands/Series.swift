internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema

struct Series: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a number series right after the database was put back from a backup.",
    subcommands: [Adopt.self, Advance.self])

  struct Adopt: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give records back the numbers that an export package has for them.",
      discussion: """
        After a backup was restored, numbers that were given since are in the packages and not in the \
        database; a run refuses to give any before that is settled (exit code 78). This prices the \
        bookings of the package and gives each record the number and date it was exported with, where \
        its amounts are the same today. The others are listed, with exit code 1: correct the booking \
        and adopt again, or pass over the number with jobrunner series advance.

        The package has to be whole (jobrunner verify) and this lab's. Needs an admin.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions

    @Argument(
      help: "The package's folder, such as exports/2025-01.", completion: .directory)
    var package: String

    @Option(help: "Why; kept with the run.")
    var reason: String

    @Flag(name: .customLong("dry-run"), help: "Say what would be given, and change nothing.")
    var dryRun = false

    func validate() throws {
      try checkReason(reason)
    }

    func run() throws {
      let session = try LabSession(options, command: "series adopt", as: person, readOnly: dryRun)
      let actor = dryRun ? nil : try session.person(needing: [.admin])
      let documents = try ExportedDocuments(folder: package)
        .read(of: session.connection.exportHistory())
      let job = SeriesAdoptJob(try session.runContext())
      var adoption = try job.plan(documents)
      if let actor, adoption.known.count < documents.count {
        adoption = try job.run(documents, origin: session.origin(of: actor))
      }
      try session.show(
        SeriesAdoptionReport(adoption: adoption, package: package, isDryRun: dryRun))
      if !adoption.refused.isEmpty { throw ExitCode(.needsPerson) }
    }
  }

  struct Advance: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Pass over numbers that were given elsewhere and that no package knows.",
      discussion: """
        Every number of the series up to --to that no document has is passed over: it is never given, \
        and stands in the tie-out and in the workbook's Series as passed over, with who said so and \
        why in the ledger. It cannot be taken back. The series is that of the financial year of the \
        business date. Where an export package knows the numbers, use jobrunner series adopt. Needs an \
        admin.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions

    @Option(help: "invoice, credit_note or debit_note.")
    var kind: String

    @Option(help: "The last running number that was given elsewhere, such as 110.")
    var to: Int64

    @Option(help: "Why; kept for ever.")
    var reason: String

    @Flag(name: .customLong("dry-run"), help: "Say what would be passed over, and change nothing.")
    var dryRun = false

    func validate() throws {
      try checkReason(reason)
      if to < 1 { throw ValidationError("--to takes a number from 1 on") }
      if NumberSeriesKind(rawValue: kind) == nil {
        let kinds = NumberSeriesKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--kind takes one of \(kinds)")
      }
    }

    func run() throws {
      let session = try LabSession(
        options, command: "series advance", as: person, readOnly: dryRun)
      let actor = dryRun ? nil : try session.person(needing: [.admin])
      guard let kind = NumberSeriesKind(rawValue: kind) else { return }
      let job = SeriesAdvanceJob(try session.runContext())
      var passed = try job.plan(kind, to: to)
      if let actor, passed.count > 0 {
        passed = try job.run(kind, to: to, reason: reason, origin: session.origin(of: actor))
      }
      try session.show(SeriesAdvanceReport(passed: passed, isDryRun: dryRun))
    }
  }
}
