internal import Billing
internal import BillingJobs
internal import LabSchema
internal import Logging
internal import PlainText

/// Something that happened, as the log tells it: a name and fields for programs, and a message for
/// people. What needs a person is a warning or an error, whose message says it all; `--quiet` leaves these.
struct Event {
  /// Stable, as the names of its fields are.
  let name: String
  let level: Logger.Level
  let message: String
  var fields: Logger.Metadata = [:]
}

extension Event {
  // The names of what the log itself reads of an event's fields.
  static let name = "event"
  static let details = "details"
  static let remedy = "remedy"
  static let usage = "usage"
  /// Its message says all of it, as a warning's does.
  static let nightEnded = "night_ended"
  private static let exitCode = "exit_code"

  var metadata: Logger.Metadata {
    fields.merging([Self.name: .string(name)]) { _, name in name }
  }

  /// Why the program ends, or a part of its work does.
  static func error(_ failure: Failure) -> Event {
    var fields = fields(failure.details, failure.remedy)
    fields[exitCode] = .stringConvertible(failure.exitCode)
    if !failure.usage.isEmpty { fields[usage] = .array(failure.usage.map { .string($0) }) }
    return Event(name: "error", level: .error, message: failure.message, fields: fields)
  }

  /// What a message speaks of, one by one, and what to do.
  private static func fields(_ details: [String], _ remedy: String?) -> Logger.Metadata {
    var fields: Logger.Metadata = [:]
    if !details.isEmpty { fields[Self.details] = .array(details.map { .string($0) }) }
    if let remedy { fields[Self.remedy] = .string(remedy) }
    return fields
  }

  /// Somebody could not be told of a night, by a ping, a hook or the metrics.
  static func noticeFailed(_ message: String, _ remedy: String?, details: [String]) -> Event {
    Event(
      name: "notice_failed", level: .warning, message: message, fields: fields(details, remedy))
  }

  /// A line that a hook wrote.
  static func hookSaid(_ hook: String, _ line: String) -> Event {
    Event(
      name: "hook_output", level: .notice, message: line, fields: ["hook": .string(hook)])
  }

  /// What is said beside a result.
  static func remark(_ text: String) -> Event {
    Event(name: "remark", level: .notice, message: text)
  }

  /// What is said beside a result, and needs a person.
  static func warning(_ text: String) -> Event {
    Event(name: "warning", level: .warning, message: text)
  }
}

// MARK: - A run

extension Event {
  /// A run that ended without saying how, found by the next.
  static func died(_ run: BillingRun) -> Event {
    Event(
      name: "run_died", level: .warning,
      message:
        "run \(run.runID) (\(run.job) of \(run.businessDate)) died after \(run.chunksDone) of "
        + "\(counted(run.chunksPlanned, "chunk")); it is marked crashed, and its work is kept",
      fields: [
        "run": .stringConvertible(run.runID.rawValue), "job": .string(run.job),
        "business_date": .stringConvertible(run.businessDate),
        "chunks_done": .stringConvertible(run.chunksDone),
        "chunks": .stringConvertible(run.chunksPlanned),
      ])
  }

  static func planned(chunks: Int) -> Event {
    Event(
      name: "planned", level: .info, message: "planned",
      fields: ["chunks": .stringConvertible(chunks)])
  }

  static func chunkDone(_ done: Int, of chunks: Int, bookings: Int) -> Event {
    Event(
      name: "chunk_done", level: .debug, message: "priced a chunk",
      fields: [
        "chunk": .stringConvertible(done), "chunks": .stringConvertible(chunks),
        "bookings": .stringConvertible(bookings),
      ])
  }

  /// The server takes no more connections: the night takes longer, and bills the same.
  static func fewerWorkers(_ count: Int, of wanted: Int, _ error: String) -> Event {
    Event(
      name: "fewer_workers", level: .warning,
      message:
        "\(counted(count, "worker")) of \(wanted) at work, for the server takes no more connections: "
        + "\(error); let it take more of them, or set billing.workers lower",
      fields: [
        "workers": .stringConvertible(count), "workers_wanted": .stringConvertible(wanted),
      ])
  }

  static func numbered(_ range: NumberedRange) -> Event {
    Event(
      name: "numbered", level: .info, message: "numbered the invoices",
      fields: [
        "count": .stringConvertible(range.count), "first": .string(range.first),
        "last": .string(range.last),
      ])
  }

  static func tiedOut(_ scope: BillingScope) -> Event {
    Event(
      name: "tied_out", level: .info, message: "tied out",
      fields: ["scope": .stringConvertible(scope)])
  }

  static func exported(_ folder: String, changed: Bool) -> Event {
    Event(
      name: "exported", level: .info, message: changed ? "exported" : "nothing to export anew",
      fields: ["folder": .string(folder), "changed": .stringConvertible(changed)])
  }

  /// - Parameter what: what another process has, such as "2025-01".
  static func waiting(for what: String) -> Event {
    Event(
      name: "waiting", level: .notice,
      message: "another process writes this package; waiting for it",
      fields: ["package": .string(what)])
  }

  /// - Parameter reason: why the database cannot be used yet.
  static func waitingForDatabase(_ reason: String, upTo limit: Duration) -> Event {
    Event(
      name: "waiting_for_database", level: .notice,
      message: "waiting up to \(limit.words) for the database: \(reason)")
  }

  static func closed(_ seal: PeriodSeal) -> Event {
    Event(
      name: "closed", level: .info, message: "closed",
      fields: ["period": .stringConvertible(seal.period), "seal": .string(seal.seal)])
  }

  /// What was done, how long it took, and where it is.
  static func ended(_ summary: NightSummary) -> Event {
    let (result, lab) = (summary.result, summary.lab)
    var fields: Logger.Metadata = [
      "outcome": .string(summary.ending.outcome.rawValue),
      "exit_code": .stringConvertible(summary.ending.exitCode),
      "took_ms": .stringConvertible(summary.duration.milliseconds),
    ]
    if let date = summary.businessDate { fields["business_date"] = .stringConvertible(date) }
    if let lab { fields["folder"] = .string(lab.exportsFolder) }
    if let result {
      fields["run"] = result.runID.map { .stringConvertible($0.rawValue) }
      fields["bookings"] = .stringConvertible(result.counts.bookingsRead)
      fields["records_created"] = .stringConvertible(result.counts.recordsNew)
      fields["amount_created"] = .string("\(result.amounts.new)")
      fields["count"] = .stringConvertible(result.numbers?.count ?? 0)
    }
    return Event(name: nightEnded, level: .notice, message: summary.closingLine, fields: fields)
  }

  /// A month that was due to be closed and stays open.
  static func notClosed(_ refused: AutomaticClosing.Refused) -> Event {
    Event(
      name: "not_closed", level: refused.needsPerson ? .warning : .notice,
      message: "not closed by itself: \(refused.reason)",
      fields: ["period": .stringConvertible(refused.period)])
  }

  /// What a run leaves to a person: findings that are new, and documents without a number.
  static func attention(findings: Int, _ end: SeriesEnd?) -> [Event] {
    (findings > 0 ? [.findings(findings)] : []) + (end.map { [.seriesEnd($0)] } ?? [])
  }

  /// Findings that are new and need a person.
  private static func findings(_ count: Int) -> Event {
    Event(
      name: "findings", level: .warning,
      message: "\(counted(count, "new finding needs", "new findings need")) a person: "
        + "jobrunner findings list",
      fields: ["count": .stringConvertible(count)])
  }

  /// Documents that their series has no number for.
  private static func seriesEnd(_ end: SeriesEnd) -> Event {
    Event(name: "series_end", level: .warning, message: end.sentence)
  }
}
