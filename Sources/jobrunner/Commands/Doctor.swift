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
    try options.console.show(ExaminationReport(examination: examination), asJSON: options.json)
    if examination.exitCode != 0 { throw ExitCode(examination.exitCode) }
  }
}
