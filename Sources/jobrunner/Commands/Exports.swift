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
      try checkReason(reason)
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
      try session.show(
        AdoptionReport(
          folder: session.configuration.exports.folder, packages: packages, isDryRun: dryRun))
    }
  }

  private struct AdoptionReport: Report {
    let folder: String
    let packages: [RefusedPackage]
    let isDryRun: Bool

    var json: JSONObject {
      [
        "folder": folder,
        "adopted": !isDryRun,
        "packages": packages.map { package in
          [
            "folder": package.folder,
            "period": package.adopted.period,
            "manifest_digest": package.adopted.manifestDigest,
            // The lab it names.
            "lab": package.adopted.labID,
            "is_sealed": package.adopted.isSealed,
            "reason": package.reason.message,
          ] as JSONObject
        },
      ]
    }

    var lines: [String] {
      guard !packages.isEmpty else {
        return [
          "nothing to take over in \(folder): this lab may write over what lies there, or has "
            + "sealed it itself"
        ]
      }
      return packages.map { "\(isDryRun ? "would take over" : "took over") \($0.folder)" }
    }

    var quietLines: [String] { isDryRun ? lines : [] }

    /// Behind each package why a run refuses it.
    func tell(_ console: Console) {
      for (index, line) in (console.isQuiet ? quietLines : lines).enumerated() {
        console.result(line)
        if index < packages.count { console.log(.remark(packages[index].reason.message)) }
      }
    }
  }
}
