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
    guard lastGood != nil, isLate() else { return nil }
    // A night that ended before its run began leaves no run.
    return if let atWorkWords {
      Failure(
        .needsPerson, "the last good one \(lastGoodWords); \(atWorkWords)",
        "see in its log whether it goes on; where it hangs, end it: jobrunner nightly goes on from what "
          + "was committed")
    } else {
      Failure(
        .needsPerson, "the last good one \(lastGoodWords), and no night since is in the ledger",
        "see that something starts it (jobrunner schedule show), and what its mail or its log says; "
          + "jobrunner nightly catches up")
    }
  }
}
