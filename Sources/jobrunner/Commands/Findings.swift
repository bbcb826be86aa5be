internal import ArgumentParser
internal import Billing
internal import LabSchema

struct Findings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what needs a person, release holds, accept what is as it is.",
    subcommands: [List.self, Release.self, Accept.self, Kind.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the open findings, the gravest first.",
      discussion: """
        Open is what is still so, and nobody has decided about. --all has the others too, and how \
        they ended.

          jobrunner findings list --period 2025-01 --severity hold
          jobrunner findings list --customer 'Anita Desai' --all
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var filter: FindingFilterOptions

    @Flag(help: "Those that are gone, released or accepted as well, with how they ended.")
    var all = false

    func run() throws {
      let session = try LabSession(options, command: "findings", readOnly: true)
      let findings = try session.connection.findings(filter.filter(all ? .all : .open))
      try session.show(FindingsReport(findings: findings, isOfAll: all))
    }
  }
}
