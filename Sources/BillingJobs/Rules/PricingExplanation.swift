/// `billing_records.pricing` read back, to explain an amount from what the record kept (R9).
/// Amounts and distances are texts of plain decimals.
package struct PricingExplanation: Codable, Equatable, Sendable {
  /// Raised when the document's members change their meaning.
  package static let currentVersion = 1

  package struct Line: Codable, Equatable, Sendable {
    package var item: Int32
    package var test: Int32?
    package var quantity: Int32
    package var unit_price: String
    package var price_source: String
    package var amount: String
  }

  package struct Distance: Codable, Equatable, Sendable {
    package var km: String
    package var config: Int32
    package var base_charge: String
    package var free_km: String
    package var per_km: String
    package var charge: String
  }

  package struct Offer: Codable, Equatable, Sendable {
    package var offer: Int32
    package var name: String
    package var eligible: String
    package var gives: String
    package var verdict: String
  }

  package struct Redemption: Codable, Equatable, Sendable {
    package var redemption: Int32
    package var coupon: String
    package var amount: String
    package var expected: String?
    package var problems: [String]
  }

  package struct Discount: Codable, Equatable, Sendable {
    package var source: String
    package var promised: String
    package var amount: String
  }

  package var version: Int
  package var booking: Int32
  package var user: Int32
  package var service_date: String
  package var billing_date: String
  package var lines: [Line]
  package var base: String
  package var distance: Distance?
  package var offers: [Offer]
  package var redemptions: [Redemption]
  package var discount: Discount
  package var final: String
}
