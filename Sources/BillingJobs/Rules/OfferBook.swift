package import LabSchema

/// The offers of a price book, judged once: the usable ones by id, and what is wrong with the rest.
package struct OfferBook: Sendable {
  /// Offers that apply by themselves, by id; the ones with coupons are redeemed by code only.
  let automatic: [OfferTerms]
  private let usable: [OfferID: OfferTerms]
  /// The unusable offers: one finding a run, `bad_offer` (R5).
  package let defects: [(offer: OfferID, finding: Finding)]

  package init(_ offers: [OfferFacts]) {
    var usable: [OfferID: OfferTerms] = [:]
    var defects: [(offer: OfferID, finding: Finding)] = []
    for facts in offers {
      do throws(OfferDefect) {
        usable[facts.id] = try OfferTerms(facts)
      } catch {
        defects.append(
          (facts.id, Finding(.badOffer, "offer \"\(facts.name)\" never applies: \(error.reason)")))
      }
    }
    self.usable = usable
    self.defects = defects
    automatic = usable.values.filter { !$0.facts.hasCoupons }.sorted { $0.facts.id < $1.facts.id }
  }

  /// The terms of an offer, or nil where it is unusable or unknown.
  package subscript(id: OfferID) -> OfferTerms? { usable[id] }
}
