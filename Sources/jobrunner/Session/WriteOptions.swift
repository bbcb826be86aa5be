internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema
internal import Postgres

/// The options of every command that writes the lab's data.
struct WriteOptions: ParsableArguments {
  @OptionGroup var options: GlobalOptions
  @OptionGroup var person: PersonOptions

  @Flag(name: .customLong("dry-run"), help: "Show what would be written, and write nothing.")
  var dryRun = false

  @Flag(help: "Write without asking.")
  var yes = false

  @Option(help: "Why; kept in the history of what is written.")
  var reason: String?

  func validate() throws {
    if dryRun, yes { throw ValidationError("--dry-run writes nothing: leave out --yes") }
    if let reason { try checkReason(reason) }
  }

  /// A session that can write, also for a dry run: what would be written is written, and taken back.
  ///
  /// - Throws: ``RequestError`` where it would have to ask, and nobody can be asked.
  func session(_ command: String) throws -> LabSession {
    if !dryRun, !yes, options.json || !Terminal.isInteractive {
      throw RequestError(
        exitStatus: .badRequest, message: "without a terminal nobody can be asked",
        remedy: "add --yes, or --dry-run to see what would be written")
    }
    return try LabSession(options, command: command, as: person)
  }
}

/// A command's writing of the lab's data: who asks, and whether anything is to stay.
struct DataWriting {
  let session: LabSession
  /// Nil in a dry run for nobody.
  let actor: Actor?
  private let options: WriteOptions

  /// - Parameter roles: who may ask for it.
  /// - Throws: `AttributionError` where nobody is named, or one who may not.
  init(_ options: WriteOptions, _ session: LabSession, needing roles: Set<StaffRole>) throws {
    self.options = options
    self.session = session
    actor =
      options.dryRun && options.person.identifier == nil ? nil : try session.person(needing: roles)
  }

  /// A writer of a table's rows for whoever asks.
  func writer(of table: Table) throws -> RowWriter {
    try RowWriter(
      table, over: session.connection, asking: actor?.staffID,
      timeZone: session.configuration.billing.timeZone)
  }

  /// Gives columns of the row that is called so other values.
  func update(
    _ table: Table, called key: String, _ assignments: [String],
    secret: (Column) throws -> String = StandardInput.secret
  ) throws {
    let writer = try writer(of: table)
    let values = try RowValues(assignments, of: writer.found, secret: secret)
    try carryOut(
      report: RowChangesReport.init, isNothing: { $0.count == 0 },
      { try writer.update([try writer.found.id(called: key, over: session.connection)], values) })
  }

  /// Writes what a person asks for. What would be written is shown first, as it comes of writing it and
  /// taking it back; then it is asked for, and written only where it is still the same.
  ///
  /// - Parameters:
  ///   - isolation: what the transaction sees of others.
  ///   - scope: the months of which it is shown what they would come to; nil where nobody asks.
  ///   - report: what there is to say of it, before and after it is written.
  ///   - isRefused: whether it must not be written: the command ends with 65 then.
  ///   - body: writes, in a transaction of its own; it may be run twice. It is told what becomes of it.
  /// - Returns: what was written; nil where nothing was.
  @discardableResult
  func carryOut<Result: Equatable & Sendable, Told: Report>(
    _ isolation: IsolationLevel = .readCommitted, preview scope: PreviewScope? = nil,
    report: (Result, WritingState) -> Told, isNothing: (Result) -> Bool = { _ in false },
    isRefused: (Result) -> Bool = { _ in false }, telling body: (WritingState) throws -> Result
  ) throws -> Result? where Told.JSON == JSONObject {
    let author = ChangeAuthor(
      person: actor?.description ?? "a dry run", reason: options.reason)
    let connection = session.connection
    func preview() throws -> PreviewReport? {
      try scope.map { scope in try session.preview(scope) { _ = try body(.planned) } }
    }
    var planned: Result?
    if !options.yes {
      let result = try connection.changing(as: author, .rolledBack, isolation) {
        try body(.planned)
      }
      let told = PreviewedReport(
        told: report(result, .planned),
        preview: isNothing(result) || isRefused(result) ? nil : try preview())
      if options.dryRun || isNothing(result) || isRefused(result) {
        try session.show(told)
        if isRefused(result) { throw ExitCode(.badInput) }
        return nil
      }
      told.tell(session.console)
      guard
        try Terminal.confirms(
          "write it as \(author.person)?", console: session.console, session.interruption)
      else {
        session.console.log(.remark("nothing was written"))
        return nil
      }
      planned = result
    }
    // Who was asked has seen it.
    let shown = options.yes ? try preview() : nil
    do {
      let written = try connection.changing(as: author, .committed, isolation) {
        let result = try body(.written)
        if let planned, planned != result { throw DataError.changedMeanwhile }
        if isRefused(result) { throw Refused(result: result) }
        return result
      }
      try session.show(PreviewedReport(told: report(written, .written), preview: shown))
      return written
    } catch let refused as Refused<Result> {
      try session.show(report(refused.result, .refused))
      throw ExitCode(.badInput)
    }
  }

  /// The same, where it is all one what becomes of it.
  @discardableResult
  func carryOut<Result: Equatable & Sendable, Told: Report>(
    _ isolation: IsolationLevel = .readCommitted, preview scope: PreviewScope? = nil,
    report: (Result, WritingState) -> Told, isNothing: (Result) -> Bool = { _ in false },
    _ body: () throws -> Result
  ) throws -> Result? where Told.JSON == JSONObject {
    try carryOut(isolation, preview: scope, report: report, isNothing: isNothing) { _ in
      try body()
    }
  }

  /// Takes back what must not be written.
  private struct Refused<Result: Sendable>: Error {
    let result: Result
  }
}

/// Whether what is told was written.
enum WritingState {
  case planned
  case refused
  case written

  /// "would be deleted" or "deleted".
  func words(_ done: String) -> String { self == .written ? done : "would be \(done)" }
}
