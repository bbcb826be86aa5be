internal import ArgumentParser
internal import Billing
internal import Glibc
internal import Logging

@main
struct Program {
  static func main() {
    ProcessStart.secure()
    LoggingSystem.bootstrap { _ in EventLog.standard }
    exit(afterResults(run()))
  }

  /// Runs the command that was asked for.
  ///
  /// - Returns: the exit code.
  private static func run() -> Int32 {
    do {
      try requireUTF8()
      let arguments = try DataCommand.inParserOrder(Array(CommandLine.arguments.dropFirst()))
      try CommandWords.check(arguments)
      var command = try JobrunnerCommand.parseAsRoot(arguments)
      try command.run()
      return ExitStatus.done.rawValue
    } catch let code as ExitCode {
      return code.rawValue
    } catch  where JobrunnerCommand.exitCode(for: error) != .failure || error is CleanExit {
      return answer(error)
    } catch {
      let failure = Failure(error)
      show(failure)
      tellRefusedNight(failure)
      return failure.exitCode
    }
  }

  /// Refuses a command line in another encoding: what was meant would be something else.
  ///
  /// - Throws: `RequestError`.
  private static func requireUTF8() throws {
    for place in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = unsafe CommandLine.unsafeArgv[place],
        unsafe String(validatingCString: argument) == nil
      else { continue }
      throw RequestError(
        exitStatus: .badRequest, message: "word \(place) of the command line is not UTF-8",
        remedy: "write it in UTF-8, as a terminal with LANG=C.UTF-8 does")
    }
  }

  /// What the parser of the command line has to say: help, a version, or what it cannot read.
  private static func answer(_ error: any Error) -> Int32 {
    let code = JobrunnerCommand.exitCode(for: error)
    guard code == .success else {
      let failure = Failure(usage: error)
      show(failure)
      tellRefusedNight(failure)
      return code.rawValue
    }
    StandardStream.results.letReaderLeave()
    for line in lines(JobrunnerCommand.fullMessage(for: error)) { Console().result(line) }
    return 0
  }

  private static func tellRefusedNight(_ failure: Failure) {
    NightWatch.tellRefused(Array(CommandLine.arguments.dropFirst()), failure)
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Says why the program ends with an error.
  static func show(_ failure: Failure) {
    if asksForJSON { printError(failure) }
    Console().log(.error(failure))
  }

  /// With `--json` standard output holds one document, whatever happens: the command's own, or where
  /// it has none the error.
  private static func printError(_ failure: Failure) {
    guard StandardStream.results.isEmpty else { return }
    // Two texts and a number can always be encoded.
    try? Console().show(failure.json)
  }

  /// Whether JSON was asked for, also where the command line as a whole cannot be read.
  private static var asksForJSON: Bool {
    CommandLine.arguments.dropFirst().prefix { $0 != "--" }.contains("--json")
  }

  /// Results that could not be written are told by the exit code, after the work itself is done.
  private static func afterResults(_ code: Int32) -> Int32 {
    guard [ExitStatus.done, .needsPerson].map(\.rawValue).contains(code),
      let failure = unwrittenResults
    else { return code }
    if !StandardStream.results.isReaderGone { Console().log(.error(failure)) }
    return failure.exitCode
  }

  /// What is said where results could not be written; nil where all were.
  static var unwrittenResults: Failure? {
    StandardStream.results.failure.map { failure in
      let reason = unsafe String(cString: strerror(failure))
      return Failure(
        .notWritable,
        "the results cannot be written to standard output (\(reason)); what was done stands", nil)
    }
  }
}

struct JobrunnerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobrunner",
    abstract: "Bills a pet-diagnostics lab every night.",
    discussion: """
      Reads the lab's bookings from Postgres, prices them, writes one billing record a booking, \
      numbers the invoices, and leaves a workbook and CSV files that tie out.

      Exit codes: \(ExitStatus.allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: "; ")).
      """,
    version: programVersion,
    subcommands: [
      Nightly.self, Rerun.self, Adjust.self, Close.self, Reopen.self, Payments.self, Export.self,
      Verify.self, Explain.self, Status.self, Runs.self, Findings.self, Bookings.self,
      Prescriptions.self, Staff.self, Users.self, Tokens.self, ClinicInfo.self,
      DataCommand.self, Prices.self, Offers.self, Coupons.self, Series.self, Exports.self,
      Migrate.self, Config.self, Schedule.self, Wait.self, Doctor.self, Maintain.self, Hooks.self,
      Demo.self,
    ])
}
