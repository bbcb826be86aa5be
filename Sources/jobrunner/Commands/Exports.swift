internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import Exporters
internal import LabSchema

struct Exports: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take over export packages that are not this lab's.", subcommands: [Adopt.self])

  struct Adopt: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let this lab write over packages that a run refuses to touch.",
      discussion: """
        A run never writes over the package of another lab, nor over a sealed one that this database \
        has not sealed: two labs that share exports.folder, or a database that was put back from a \
        backup. Where that package is to go, this writes down who said so and why, for the very \
        packages that lie there now; the next run writes over them. Look at them first, and keep a copy.

        Numbers that such a package of this lab holds are not given again: see jobrunner series adopt. \
        A month that this lab has sealed itself is opened with jobrunner reopen. Needs an admin.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var person: PersonOptions

    @Argument(help: "Months, such as 2025-01. Default: every month in exports.folder.")
    var periods: [BillingPeriod] = []

    @Option(help: "Why they may be written over; kept for ever.")
    var reason: String

    @Flag(name: .customLong("dry-run"), help: "List them, and change nothing.")
    var dryRun = false

    func validate() throws {
      if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason takes a text") }
    }

    func run() throws {
      let session = try LabSession(
        options, command: "exports adopt", as: person, readOnly: dryRun)
      let actor = dryRun ? nil : try session.person(needing: [.admin])
      let exports = try session.labExports()
      let packages = try exports.folder.refused(
        by: exports.history, months: Set(periods), over: session.connection)
      if let actor, !packages.isEmpty {
        try ExportAdoptionJob(try session.runContext())
          .run(packages.map(\.adopted), reason: reason, origin: session.origin(of: actor))
      }
      if options.json {
        try printJSON(
          Report(
            folder: session.configuration.exports.folder, adopted: !dryRun,
            packages: packages.map(Report.Package.init)), to: session.console)
        return
      }
      for package in packages {
        session.console.result("\(dryRun ? "would take over" : "took over") \(package.folder)")
        session.console.log("\(package.reason.message)")
      }
      if packages.isEmpty {
        session.console.result(
          "nothing to take over in \(session.configuration.exports.folder): this lab may write "
            + "over what lies there, or has sealed it itself")
      }
    }
  }

  private struct Report: Encodable {
    var folder: String
    /// False for a dry run.
    var adopted: Bool
    var packages: [Package]

    struct Package: Encodable {
      var folder: String
      var period: String
      var manifestDigest: String
      /// The lab it names.
      var lab: String?
      var isSealed: Bool
      var reason: String

      init(_ package: RefusedPackage) {
        folder = package.folder
        period = "\(package.adopted.period)"
        manifestDigest = package.adopted.manifestDigest
        lab = package.adopted.labID?.description
        isSealed = package.adopted.isSealed
        reason = package.reason.message
      }
    }
  }
}
