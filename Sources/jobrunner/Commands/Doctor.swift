internal import ArgumentParser
internal import Billing

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check configuration, folders, connection, server, schema, rights and clock.",
    discussion: """
      Each is ok, a warning (WARN: runs go on, and a person should know) or a failure (FAIL), with \
      what to do about it. What can be checked without a connection is checked without one. The \
      exit code is that of the first failure, else 1 where there is a warning.
      """)

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let examination = Examination(options)
    let report = ExaminationReport(examination)
    if options.json {
      try printJSON(report, to: options.console)
    } else {
      for line in report.lines { options.console.result(line) }
    }
    if examination.exitCode != 0 { throw ExitCode(examination.exitCode) }
  }
}
