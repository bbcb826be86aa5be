internal import Billing
internal import BillingJobs
internal import LabSchema

/// What a nightly run did, for people and for programs.
struct NightlyReport: Encodable {
  var runId: Int64?
  var businessDate: String
  var firstServiceDate: String?
  var lastServiceDate: String?
  var dryRun: Bool
  var bookingsRead: Int
  var recordsCreated: Int
  var recordsUpdated: Int
  var recordsRemoved: Int
  var recordsUnchanged: Int
  var recordsHeld: Int
  var bookingsQuarantined: Int
  var recordsDrifted: Int
  var recordsFinalized: Int
  var recordsInvoiced: Int
  var firstNumber: String?
  var lastNumber: String?
  /// Finalized records that the series has no number for, and what to do; null where there are none.
  var seriesEnd: String?
  var needsPerson: Int
  /// Bookings that the app held all the time; they wait for the next night.
  var heldBookings: Int
  /// Bookings that the app completed for a past date too late for this run.
  var laterBookings: Int
  var periods: [String]
  /// Where the packages are, from the root.
  var exportsFolder: String
  /// Months that the run closed by itself.
  var closedPeriods: [String]
  /// The first month that was due to be closed and could not be, and why; null where there is none.
  var notClosed: NotClosed?

  struct NotClosed: Encodable {
    var period: String
    var reason: String
  }

  init(
    _ result: NightlyResult, isDryRun: Bool, _ closing: AutomaticClosing, exportsFolder: String
  ) {
    self.exportsFolder = exportsFolder
    closedPeriods = closing.closed.map { "\($0.seal.period)" }
    notClosed = closing.refused.map {
      NotClosed(period: "\($0.period)", reason: $0.reason)
    }
    runId = result.runID?.rawValue
    businessDate = "\(result.businessDate)"
    firstServiceDate = result.serviceDates.map { "\($0.lowerBound)" }
    lastServiceDate = result.serviceDates.map { "\($0.upperBound)" }
    dryRun = isDryRun
    bookingsRead = result.counts.bookingsRead
    recordsCreated = result.counts.recordsCreated
    recordsUpdated = result.counts.recordsUpdated
    recordsRemoved = result.counts.recordsRemoved
    recordsUnchanged = result.counts.recordsUnchanged
    recordsHeld = result.counts.recordsHeld
    bookingsQuarantined = result.counts.bookingsQuarantined
    recordsDrifted = result.counts.recordsDrifted
    recordsFinalized = result.counts.recordsFinalized
    recordsInvoiced = result.counts.recordsInvoiced
    firstNumber = result.numbers?.first
    lastNumber = result.numbers?.last
    seriesEnd = result.seriesEnd.map { "\($0.message); \($0.remedy)" }
    needsPerson = result.newlyNeedingPerson
    heldBookings = result.heldBookings
    laterBookings = result.laterBookings
    periods = result.periods.map { "\($0)" }
  }

  static func lines(
    _ result: NightlyResult, isDryRun: Bool, exportsFolder: String
  ) -> [String] {
    guard let dates = result.serviceDates else {
      return ["business date \(result.businessDate): nothing to bill yet"]
    }
    let counts = result.counts
    let amounts = result.amounts
    var grid = TextGrid(("Records", false), ("Count", true), ("Final amount", true))
    grid.rows = [
      ["new", "\(counts.recordsCreated)", grouped(amounts.created)],
      ["changed, from", "\(counts.recordsUpdated)", grouped(amounts.updatedFrom)],
      ["changed, to", "", grouped(amounts.updatedTo)],
      ["removed", "\(counts.recordsRemoved)", grouped(amounts.removed)],
      ["unchanged", "\(counts.recordsUnchanged)", grouped(amounts.unchanged)],
      ["drifted", "\(counts.recordsDrifted)", grouped(amounts.drifted)],
      ["held", "\(counts.recordsHeld)", ""],
      ["finalized", "\(counts.recordsFinalized)", ""],
    ]
    let title = isDryRun ? "dry run" : "run \(result.runID.map(\.description) ?? "")"
    var lines = [
      "\(title), business date \(result.businessDate): service dates to \(dates.upperBound), "
        + "\(counts.bookingsRead) bookings read, \(counts.bookingsQuarantined) quarantined"
    ]
    lines += grid.lines
    if let numbers = result.numbers {
      lines.append("invoices \(numbers.first) to \(numbers.last) (\(numbers.count))")
    }
    if result.heldBookings > 0 {
      lines.append(
        "\(result.heldBookings) bookings wait for the next night: the app held them "
          + "(jobrunner findings list)")
    }
    if result.laterBookings > 0 {
      lines.append(
        "\(result.laterBookings) bookings were completed while the run was at work: they are the "
          + "next night's")
    }
    if let end = result.seriesEnd {
      lines.append("\(isDryRun ? "after it, " : "")\(end.message); \(end.remedy)")
    }
    lines.append(
      isDryRun
        ? "nothing was changed; packages go to \(exportsFolder)"
        : "packages are in \(exportsFolder)")
    if result.newlyNeedingPerson > 0 {
      lines.append(
        "\(result.newlyNeedingPerson) new findings need a person: jobrunner findings list")
    }
    return lines
  }
}
