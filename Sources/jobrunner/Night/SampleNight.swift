internal import Billing
internal import BillingJobs
internal import LabSchema

extension NightSummary {
  /// A night that never was, for who tries what hears of nights.
  static func sample(_ outcome: NightOutcome, businessDate: CalendarDate?) -> NightSummary {
    let end = Instant.now
    let date = businessDate ?? CalendarDate(dayNumber: Int32(end.microseconds / 86_400_000_000))
    var result = NightlyResult(businessDate: date)
    result.serviceDates = date.addingDays(-31)...date.addingDays(-1)
    result.counts.bookingsRead = 42
    result.counts.recordsNew = 12
    result.counts.recordsUnchanged = 30
    if outcome == .attention {
      result.counts.recordsHeld = 2
      result.findingsToTell = [.zeroAmount: 1, .distanceOutlier: 1]
      result.newlyNeedingPerson = 2
    }
    let ending: NightEnding =
      switch outcome {
      case .success: .success
      case .attention: .attention
      case .failure:
        .failure(
          Failure(.unavailable, "no night failed: this is a test", "nothing has to be done"))
      }
    return NightSummary(
      ending: ending, began: Instant(microseconds: end.microseconds - 4_200_000), ended: end,
      steps: [(.preparation, .milliseconds(200)), (.pricing, .seconds(4))], businessDate: date,
      result: result, closing: AutomaticClosing(), lab: nil, figures: nil, isSample: true)
  }
}
