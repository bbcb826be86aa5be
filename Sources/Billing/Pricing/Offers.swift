/// An offer that was in force for a booking, what it would give, and what became of it (R5, R9).
package struct ConsideredOffer: Codable, Equatable, Sendable {
  package enum Verdict: String, Codable, Sendable {
    case applied
    case belowMinimum = "below_minimum"
    case givesNothing = "gives_nothing"
    case givesLess = "gives_less"
    /// It gave the most, and a coupon took its place.
    case replacedByCoupon = "replaced_by_coupon"
  }

  package var offerID: OfferID
  package var name: String
  package var eligible: Money
  package var gives: Money
  package var verdict: Verdict

  package enum CodingKeys: String, CodingKey {
    case offerID = "offer"
    case name
    case eligible
    case gives
    case verdict
  }
}

/// The automatic offers of one booking, and the one that gives the most, ties to the lowest id.
struct OfferChoice {
  private(set) var considered: [ConsideredOffer] = []
  /// The place of the best among them; nil where none gives anything.
  private(set) var best: Int?

  init(_ book: OfferBook, lines: [PricedLine], base: Money, on date: CalendarDate) {
    for offer in book.automatic where offer.isInForce(on: date) {
      var entry = ConsideredOffer(
        offerID: offer.facts.id, name: offer.facts.name, eligible: .zero, gives: .zero,
        verdict: .belowMinimum)
      if offer.isReached(by: base) {
        entry.eligible = offer.eligibleAmount(of: lines)
        entry.gives = offer.given(on: entry.eligible)
        entry.verdict = entry.gives > .zero ? .givesLess : .givesNothing
      }
      considered.append(entry)
      if entry.gives > best.map({ considered[$0].gives }) ?? .zero {
        best = considered.count - 1
      }
    }
  }

  /// What the best offer gives.
  var amount: Money { best.map { considered[$0].gives } ?? .zero }

  mutating func settle(_ verdict: ConsideredOffer.Verdict) {
    if let best { considered[best].verdict = verdict }
  }
}
