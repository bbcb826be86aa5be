package import LabSchema

/// What a booking costs, and everything that amount came from (R6, R9).
package struct Charge: Sendable {
  package var serviceDate: CalendarDate
  package var lines: [PricedLine]
  package var testIDs: [TestID]
  /// The sum of the lines.
  package var base: Money
  /// The home visit; nil where there was none.
  package var distance: DistanceCharge?
  package var offers: [ConsideredOffer]
  package var redemptions: [HonouredRedemption]
  package var discount: Discount
  /// base − discount + distance charge; never negative.
  package var final: Money
  /// What a person should know of it; none of them quarantines.
  package var findings: [Finding]

  /// The home visit's charge; zero where there was none.
  package var distanceAmount: Money { distance?.amount ?? .zero }
}
