internal import Billing
internal import BillingJobs
internal import LabSchema

/// What became of the documents of a package that was adopted.
struct SeriesAdoptionReport: Encodable {
  var package: String
  /// False for a dry run, and where everything was known already.
  var written: Bool
  var given: [Document]
  /// How many had their number already.
  var known: Int
  var notGiven: [Document]
  private let isDryRun: Bool

  struct Document: Encodable {
    var number: String
    var date: String
    var bookingID: Int
    var finalAmount: String
    /// Why it has not got its number.
    var reason: String?

    init(_ document: ExportedDocument, reason: String? = nil) {
      number = document.number
      date = "\(document.date)"
      bookingID = Int(document.bookingID.rawValue)
      finalAmount = "\(document.final)"
      self.reason = reason
    }
  }

  private enum CodingKeys: CodingKey { case package, written, given, known, notGiven }

  init(_ adoption: SeriesAdoption, package: String, isDryRun: Bool) {
    self.package = package
    written = adoption.runID != nil
    given = adoption.given.map { Document($0) }
    known = adoption.known.count
    notGiven = adoption.refused.map { Document($0.document, reason: $0.reason) }
    self.isDryRun = isDryRun
  }

  var lines: [String] {
    var lines = [
      "\(package): \(given.count) \(isDryRun ? "would get" : "got") their number back, \(known) had it, "
        + "\(notGiven.count) cannot have it"
    ]
    lines += notGiven.map { document in
      "  \(document.number) (booking \(document.bookingID), \(document.finalAmount)): "
        + "\(document.reason ?? "")"
    }
    return lines
  }
}

/// What was passed over.
struct SeriesAdvanceReport: Encodable {
  var kind: String
  var fiscalYear: String
  var count: Int
  var written: Bool
  var stretches: [Stretch]

  struct Stretch: Encodable {
    var first: String
    var last: String
    var count: Int
  }

  init(_ passed: PassedNumbers, isDryRun: Bool) {
    kind = passed.kind.rawValue
    fiscalYear = passed.fiscalYear
    count = passed.count
    written = !isDryRun && passed.count > 0
    stretches = passed.stretches.map { Stretch(first: $0.first, last: $0.last, count: $0.count) }
  }

  var lines: [String] {
    guard count > 0 else {
      return ["nothing to pass over: every number up to there is a document's, or was passed over"]
    }
    let verb = written ? "passed over" : "would pass over"
    return stretches.map { stretch in
      stretch.count == 1
        ? "\(verb) \(stretch.first)"
        : "\(verb) \(stretch.count) numbers, \(stretch.first) to \(stretch.last)"
    }
  }
}
