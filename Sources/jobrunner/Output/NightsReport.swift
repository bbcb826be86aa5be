internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

/// What is said of a lab's nights wherever somebody asks how it goes.
extension LastNights {
  /// When the last one ended well and how long it took, in words that follow a colon.
  var lastGoodWords: String {
    guard let lastGood, let age, let finished = lastGood.finished else {
      return "none has ended well yet"
    }
    return "ended \(finished), \(age.words) ago; took \(lastGood.duration.words) "
      + "(run \(lastGood.run.runID) of \(lastGood.run.businessDate))"
  }

  /// What a lab does that never had one.
  static let howToBegin =
    "jobrunner nightly --dry-run says what the first would do, and jobrunner nightly does it"

  /// What waits for a person; nil where nothing does.
  var forPersonWords: String? {
    guard findingsForPerson > 0 else { return nil }
    return counted(findingsForPerson, "finding needs", "findings need")
      + " a person: jobrunner findings list"
  }

  /// What went wrong since, a line each, the newest first; the last one says how many more there are.
  ///
  /// - Parameter lead: what stands before each run.
  func troubleLines(atMost limit: Int, lead: String = "") -> [String] {
    let more = troubles.count - limit
    return troubles.prefix(limit).map { lead + $0.troubleWords }
      + (more > 0 ? ["and \(more) more before: jobrunner runs"] : [])
  }

  /// Who has the lab now; nil where nobody has.
  var atWorkWords: String? { atWork.map { "at work now: \($0)" } }

  /// Below each other, for a person who asks how it goes.
  var lines: [String] {
    ["last good night: \(lastGoodWords)"]
      + (lastGood == nil && troubles.isEmpty && atWork == nil
        ? ["to begin: \(Self.howToBegin)"] : [])
      + [forPersonWords].compactMap(\.self)
      + troubleLines(atMost: 3, lead: lastGood == nil ? "" : "since then: ")
      + [atWorkWords].compactMap(\.self)
  }
}

extension ListedRun {
  /// How it ended that did not end well.
  fileprivate var troubleWords: String {
    let name = "run \(run.runID) (\(run.job) of \(run.businessDate), began \(started))"
    if died {
      return "\(name) died\(isDead ? "" : " and was marked crashed by a later one")"
        + ": what it had committed stays"
    }
    let error = errorLine.map { ": \($0)" } ?? ""
    return "\(name) \(run.state == .interrupted ? "was interrupted" : "failed")"
      + " after \(duration.words)\(error)"
  }

  /// A run, for programs that ask how it goes.
  fileprivate var json: JSONObject {
    [
      "run_id": run.runID, "job": run.job, "business_date": run.businessDate,
      "outcome": died ? "died" : run.state.rawValue, "started_at": run.startedAt,
      "finished_at": run.finishedAt, "duration_seconds": duration.inSeconds,
      "error": errorLine.map(Secrets.hidden(in:)),
    ]
  }
}

/// `status --max-age`: whether the last good night is recent enough, in one line as plugins of Nagios
/// print it.
struct NightAgeReport: Report {
  let nights: LastNights
  let maxAge: Duration

  var isLate: Bool { nights.isLate(after: maxAge) }

  var json: JSONObject {
    [
      "late": isLate,
      "max_age_seconds": maxAge.inSeconds,
      "age_seconds": nights.age?.inSeconds,
      "last_good_night": nights.lastGood?.json,
      "troubles": nights.troubles.map(\.json),
      "at_work": nights.atWork?.description,
      "needs_person": nights.findingsForPerson,
    ]
  }

  var lines: [String] { ["\(Self.line(isLate ? "LATE" : "OK", sentence)) | \(figures)"] }

  /// A word, and why: what follows a bar would be read as figures.
  static func line(_ word: String, _ sentence: String) -> String {
    "\(word) - \(sentence.replacing("|", with: "/"))"
  }

  private var sentence: String {
    let lead = nights.lastGood == nil ? "; " : "; since then "
    let last = nights.troubleLines(atMost: 1, lead: lead).first ?? ""
    let others = nights.troubles.count > 1 ? " (and \(nights.troubles.count - 1) more)" : ""
    return (["last good night: \(nights.lastGoodWords)"] + [limit]).compactMap(\.self)
      .joined(separator: ", ")
      + last + others
      + [nights.forPersonWords, nights.atWorkWords].compactMap { $0.map { "; \($0)" } }.joined()
  }

  private var limit: String? {
    isLate && nights.age != nil ? "and may be \(maxAge.words) ago" : nil
  }

  private var figures: String {
    [
      nights.age.map { "age=\($0.inSeconds)s;;\(maxAge.inSeconds);0" },
      nights.lastGood.map { "duration=\($0.duration.inSeconds)s;;;0" },
      "needs_person=\(nights.findingsForPerson);;;0", "troubles=\(nights.troubles.count);;;0",
    ].compactMap(\.self).joined(separator: " ")
  }
}
