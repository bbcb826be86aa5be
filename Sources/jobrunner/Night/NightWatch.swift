internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import Exporters
internal import Glibc
internal import LabSchema
internal import Postgres
internal import Synchronization

/// Watches one night from before its session opens until after its end, so that however it ends somebody
/// hears of it: what it has done so far, and once, at the end, the telling of it.
///
/// What no process can tell of itself is heard of otherwise: of one that was killed, or a machine that
/// stands still, by what does not come (docs/notices.md).
final class NightWatch: Sendable {
  /// Tripped by SIGINT, SIGTERM and SIGHUP, from before the configuration is read.
  let interruption = Interruption()
  private let notices: NightNotices
  private let state: Mutex<State>

  private struct State: Sendable {
    var progress: NightProgress
    /// Whether somebody says, or has said, why it failed; and how it ended.
    var isShown = false
    var isTold = false
  }

  /// Held by who tells how it ended.
  private let telling = Mutex(())
  /// How much of the time that a signal leaves is kept for telling of a night that does not end by itself.
  private static let lastBreath = Duration.milliseconds(1_100)

  private init(_ options: GlobalOptions, metricsFile: String?) throws {
    notices = try NightNotices(options, metricsFile: metricsFile, interruption)
    state = Mutex(State(progress: NightProgress(businessDate: options.businessDate)))
  }

  /// Carries out a night, says why it failed where it did, and tells how it ended.
  ///
  /// - Parameters:
  ///   - metricsFile: instead of `notify.metrics_file`, as it was written.
  ///   - body: the night; throws `ExitCode` 1 where it is done and somebody has something to look at.
  /// - Throws: `ExitCode`, where it is not 0.
  static func watch(
    _ options: GlobalOptions, metricsFile: String? = nil, _ body: (NightWatch) throws -> Void
  ) throws {
    let watch = try NightWatch(options, metricsFile: metricsFile)
    watch.interruption.listenToSignals(lastBreath: lastBreath) { watch.sayLastWords($0) }
    let start = watch.notices.begin()
    let ending = watch.ending(of: body)
    if let failure = ending.failure { watch.show { Program.show(failure) } }
    // What the night came to is the first line of its mail.
    watch.say(start)
    watch.end(ending)
    guard ending.exitCode == ExitStatus.done.rawValue else { throw ExitCode(ending.exitCode) }
  }

  /// Says what came of telling that the night begins, which nobody is to hear of after its end. Of the
  /// little time that a signal leaves it gets none.
  private func say(_ start: NoticeBeside?) {
    if let told = start?.wait(unless: { interruption.signal != nil }) { notices.say(told) }
  }

  private func ending(of body: (NightWatch) throws -> Void) -> NightEnding {
    var ending = NightEnding.success
    do {
      try body(self)
    } catch let code as ExitCode where code == ExitCode(.needsPerson) {
      ending = .attention
    } catch {
      return .failure(Failure(error))
    }
    // What nobody could be told is told by the exit code, and by whoever still can.
    return Program.unwrittenResults.map(NightEnding.failure) ?? ending
  }

  /// Tells of a night that a signal was to end and that hangs. Standard error comes last, since it may be
  /// what the night hangs in.
  private func sayLastWords(_ signal: Int32) {
    let failure = Failure(PostgresError.interrupted(signal: signal))
    guard end(.failure(failure)) else {
      // The night has ended by itself meanwhile, and was told: its exit code is its own.
      usleep(UInt32(NoticeDeadline.margin / .microseconds(1)))
      return
    }
    show { Console().log(.error(failure)) }
  }

  /// Says why it failed, once.
  private func show(_ body: () -> Void) {
    let isFirst = state.withLock { state in
      defer { state.isShown = true }
      return !state.isShown
    }
    if isFirst { body() }
  }

  /// Tells how the night ended. A second time it is told already, or will be when this returns.
  ///
  /// - Returns: whether it was told by this.
  @discardableResult
  private func end(_ ending: NightEnding) -> Bool {
    telling.withLock { _ in
      let summary = state.withLock { state -> NightSummary? in
        guard !state.isTold else { return nil }
        state.isTold = true
        return state.progress.summary(ending)
      }
      if let summary { notices.tell(summary) }
      return summary != nil
    }
  }
}

extension NightWatch {
  /// Tells of a night that never began, since its command line cannot be read: a word that is misspelt in
  /// cron's line would else be heard of by whoever reads its mail alone. Of another command nothing is told.
  ///
  /// - Parameter arguments: the command line, without the program's name.
  static func tellRefused(_ arguments: [String], _ failure: Failure) {
    guard arguments.first == "nightly", !arguments.contains("--dry-run") else { return }
    func value(of option: String) -> String? {
      if let place = arguments.lastIndex(of: option), place + 1 < arguments.count {
        return arguments[place + 1]
      }
      return arguments.last { $0.hasPrefix(option + "=") }.map {
        String($0.dropFirst(option.count + 1))
      }
    }
    let given = value(of: "--config").map { ["--config=" + $0] } ?? []
    guard let options = try? GlobalOptions.parse(given) else { return }
    // Where the metrics file's name is what cannot be read, the others are told.
    let watch =
      (try? NightWatch(options, metricsFile: value(of: "--metrics-file")))
      ?? (try? NightWatch(options, metricsFile: nil))
    watch?.end(.failure(failure))
  }
}

extension NightWatch {
  /// The configuration is read, and what it says of the lab is known.
  func opens(_ configuration: LabConfiguration) {
    state.withLock {
      $0.progress.lab = NightSummary.Lab(
        schema: configuration.schema, exportsFolder: configuration.exports.folder,
        currency: configuration.exports.currency)
    }
  }

  /// Whether the night's run is in the ledger.
  var hasBegunRun: Bool { state.withLock { $0.progress.result?.runID != nil } }

  func takes(_ businessDate: CalendarDate) {
    state.withLock { $0.progress.businessDate = businessDate }
  }

  /// What the run tells of itself while it works.
  func hears(_ progress: RunProgress) {
    state.withLock { state in
      switch progress {
      case .begins(let step): state.progress.steps.begin(step)
      case .nightSoFar(let result): state.progress.result = result
      default: break
      }
    }
  }

  /// The night is over, however it ended, and its session not yet: what the lab comes to by now, where a
  /// metrics file is to say it.
  func looksBack(_ session: LabSession) {
    guard notices.metricsFile != nil else { return }
    let periods = state.withLock { $0.progress.result?.periods ?? [] }
    do {
      let figures = try session.connection.labFigures(
        of: periods, terms: session.configuration.exports.terms,
        zone: session.configuration.billing.timeZone)
      state.withLock { $0.progress.figures = figures }
    } catch let error as PostgresError where error.interruptingSignal != nil {
      // Nothing is asked any more, and the night's own end says why.
    } catch {
      session.console.log(
        .noticeFailed(
          "the metrics say nothing new of the lab: \(Failure(error).message)",
          "what they say of it stays as it was until the next night; jobrunner doctor looks at the database",
          details: []))
    }
  }

  func hears(_ closing: AutomaticClosing) {
    state.withLock { $0.progress.closing = closing }
  }
}

/// What is known of a night while it is at work.
struct NightProgress: Sendable {
  private let began = Instant.now
  var steps = StepTimes(first: .preparation)
  var businessDate: CalendarDate?
  var result: NightlyResult?
  var closing = AutomaticClosing()
  var lab: NightSummary.Lab?
  var figures: LabFigures?

  init(businessDate: CalendarDate?) {
    self.businessDate = businessDate
  }

  mutating func summary(_ ending: NightEnding) -> NightSummary {
    steps.end()
    return NightSummary(
      ending: ending.withoutPeople, began: began, ended: .now, steps: steps.times,
      businessDate: businessDate,
      result: result, closing: closing, lab: lab, figures: figures)
  }
}

/// How long each step of a night took: the clock is read where one begins, never for a row.
struct StepTimes: Sendable {
  private var current: RunStep?
  private var since = ContinuousClock.now
  private var durations: [RunStep: Duration] = [:]

  init(first: RunStep) { current = first }

  /// A step begins, and the one before is over; one that comes again is added to.
  mutating func begin(_ step: RunStep) {
    end()
    current = step
  }

  mutating func end() {
    let now = ContinuousClock.now
    if let current { durations[current, default: .zero] += now - since }
    (current, since) = (nil, now)
  }

  var times: [(step: RunStep, duration: Duration)] {
    RunStep.allCases.compactMap { step in durations[step].map { (step, $0) } }
  }
}

extension Instant {
  /// By the machine's clock.
  static var now: Instant {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}

extension NightEnding {
  /// What may be told to another machine.
  fileprivate var withoutPeople: NightEnding {
    guard case .failure(let failure) = self else { return self }
    return .failure(
      Failure(
        failure.exitCode, Secrets.withoutPeople(failure.message),
        failure.remedy.map(Secrets.withoutPeople),
        details: failure.details.map(Secrets.withoutPeople)))
  }
}
