/// Why a booking comes out otherwise than its record says, in words a person reads.
package struct ChangeReason: Equatable, Sendable {
  /// What changed; stable, for programs.
  package enum Kind: String, CaseIterable, Sendable {
    case user
    case serviceDate = "service_date"
    case billingDate = "billing_date"
    case item
    case quantity
    case price
    case distance
    case distancePricing = "distance_pricing"
    case coupon
    case offer
    case discount
    case notBilled = "not_billed"
    /// The amounts are the same, and the record's explanation is worded otherwise.
    case explanation
  }

  package var kind: Kind
  /// Such as `distance 4.2 → 6.8 km`.
  package var text: String

  package init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

extension ChangeReason: CustomStringConvertible {
  package var description: String { text }
}
