internal import Billing
internal import BillingJobs
internal import LabSchema

extension PreflightCheck {
  /// Whether the last nights ended well, and not too long ago.
  static let nights = PreflightCheck(
    "nights",
    .lab { context in
      let nights = try context.connection.lastNights(
        zone: context.configuration.billing.timeZone)
      if let failure = nights.failure { return .warn(failure) }
      let remarks = [nights.forPersonWords?.prefix { $0 != ":" }.description, nights.atWorkWords]
        .compactMap { $0.map { "; \($0)" } }
      return .known(
        (nights.lastGood == nil
          ? "\(nights.lastGoodWords): \(LastNights.howToBegin)"
          : "the last good one \(nights.lastGoodWords)") + remarks.joined())
    })
}

extension LastNights {
  /// What a person should know of them; nil where they go as they should.
  fileprivate var failure: Failure? {
    if let newest = troubles.first {
      return Failure(
        .needsPerson,
        lastGood == nil
          ? "no night has ended well yet" : "since the last good one, which \(lastGoodWords)",
        newest.died
          ? "see whether the machine or the database stopped; jobrunner nightly goes on from what was "
            + "committed"
          : "do what its error asks for, and then: jobrunner nightly (all of them: jobrunner runs)",
        details: troubleLines(atMost: 5) + [atWorkWords].compactMap(\.self))
    }
    guard lastGood != nil, atWork == nil, isLate() else { return nil }
    return Failure(
      .needsPerson, "the last good one \(lastGoodWords), and none has begun since",
      "see that something starts jobrunner nightly every night, or run it now")
  }
}
