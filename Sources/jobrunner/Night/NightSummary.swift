internal import Billing
internal import BillingJobs
internal import Glibc
internal import LabSchema

/// What a night's run did and how it ended: made once, at its end, and what everything that is told of a
/// night is made of. It holds no customer's name, phone or address, and no secret.
struct NightSummary: Sendable {
  let ending: NightEnding
  /// When it began, and when it ended.
  let began: Instant
  let ended: Instant
  /// How long each step took, in the order of ``RunStep``; those that it did not come to are missing.
  let steps: [(step: RunStep, duration: Duration)]
  /// What "today" was; nil where the run ended before it was known.
  let businessDate: CalendarDate?
  /// What was done, also of a run that failed: what was committed stays. Nil where it did not begin.
  let result: NightlyResult?
  /// Months that it closed, and the first that was due and could not be.
  let closing: AutomaticClosing
  /// The lab; nil where the configuration could not be read.
  let lab: Lab?
  /// What the lab comes to at its end; nil where nobody asked, or its database could not be asked.
  let figures: LabFigures?

  /// Whether no night was, and this is what one could be: that of `hooks test`.
  var isSample = false
  let job = JobName.nightly
  let host = HostName.current

  /// What the configuration says of where it ran.
  struct Lab: Sendable {
    var schema: String
    var exportsFolder: String
    var currency: Currency
  }

  /// How long it took: its steps follow each other from its beginning to its end, by a clock that nobody sets.
  var duration: Duration { steps.reduce(.zero) { $0 + $1.duration } }
}

/// How a night ended.
enum NightEnding: Sendable, Equatable {
  /// All is done, and nobody has to do anything.
  case success
  /// All is done, and somebody has something to look at (exit code 1).
  case attention
  /// It could not do all that it was to do, or could not say so.
  case failure(Failure)

  var outcome: NightOutcome {
    switch self {
    case .success: .success
    case .attention: .attention
    case .failure: .failure
    }
  }

  var exitCode: Int32 {
    switch self {
    case .success: ExitStatus.done.rawValue
    case .attention: ExitStatus.needsPerson.rawValue
    case .failure(let failure): failure.exitCode
    }
  }

  /// Why it failed; nil where it did not.
  var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}

/// The word for how a night ended, by which pings and hooks are chosen.
enum NightOutcome: String, NamedEnumeration {
  case success
  case attention
  case failure
}

/// What this machine is called.
enum HostName {
  /// By the kernel, without a look into the network: that could wait for a dead name server.
  static var current: String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
