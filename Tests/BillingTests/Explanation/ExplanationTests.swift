import Foundation
import Testing

@testable import Billing

@Suite("The explanation of a bill")
struct ExplanationTests {
  /// One with every member that there is.
  private static let full: Explanation = {
    let lines = [
      PricedLine(
        itemID: 11, testID: 3, quantity: 2, unitPrice: money("250"), source: .booked,
        amount: money("500")),
      PricedLine(
        itemID: 12, testID: nil, quantity: 1, unitPrice: money("9.99"), source: .list,
        amount: money("9.99")),
    ]
    let charge = DistanceCharge(
      distance: distance("4.25"),
      DistancePricing(
        id: 5, baseCharge: money("50"), chargePerKm: money("5"), maxFreeDistance: distance("2"),
        effectiveFrom: date("2025-01-01")),
      amount: money("61.25"))
    var full = Explanation(
      bookingID: 1, userID: 7, serviceDate: date("2025-01-10"), billingDate: date("2025-02-01"),
      notBilled: nil, lines: lines, base: money("509.99"), distance: charge,
      offers: [
        ConsideredOffer(
          offerID: 4, name: "New \"Year\"", eligible: money("500"), gives: money("50"),
          verdict: .replacedByCoupon)
      ],
      redemptions: [
        HonouredRedemption(
          redemptionID: 6, couponCode: "PÄW", amount: money("80"), expected: money("75"),
          problems: ["the coupon is inactive"]),
        HonouredRedemption(
          redemptionID: 8, couponCode: "TAIL", amount: .zero, expected: nil, problems: []),
      ],
      discount: Discount(source: .coupon, promised: money("80"), amount: money("80")),
      final: money("491.24"))
    full.notBilled = "its status is cancelled"
    return full
  }()

  private static let document =
    #"{"version":1,"booking":1,"user":7,"service_date":"2025-01-10","billing_date":"2025-02-01","#
    + #""not_billed":"its status is cancelled","lines":[{"item":11,"test":3,"quantity":2,"#
    + #""unit_price":"250.00","price_source":"booked","amount":"500.00"},{"item":12,"quantity":1,"#
    + #""unit_price":"9.99","price_source":"list","amount":"9.99"}],"base":"509.99","distance":"#
    + #"{"km":"4.25","config":5,"base_charge":"50.00","free_km":"2","per_km":"5.00","#
    + #""charge":"61.25"},"offers":[{"offer":4,"name":"New \"Year\"","eligible":"500.00","#
    + #""gives":"50.00","verdict":"replaced_by_coupon"}],"redemptions":[{"redemption":6,"#
    + #""coupon":"PÄW","amount":"80.00","expected":"75.00","problems":["the coupon is inactive"]},"#
    + #"{"redemption":8,"coupon":"TAIL","amount":"0.00","problems":[]}],"discount":"#
    + #"{"source":"coupon","promised":"80.00","amount":"80.00"},"final":"491.24"}"#

  private func read(_ text: String) throws -> Explanation {
    try Explanation(json: Array(text.utf8))
  }

  @Test("R9: the document is this text to the byte, since the fingerprint is over it")
  func text() {
    #expect(String(decoding: Self.full.json(), as: UTF8.self) == Self.document)
  }

  @Test("R9: what was written is read back as itself, whatever its storage held before")
  func roundTrip() throws {
    let nothing = Explanation(
      nothingBilledOf: 1, user: 7, serviceDate: date("2025-01-10"),
      billingDate: date("2025-01-10"), reason: "its status is cancelled")
    for explanation in [Self.full, nothing] {
      #expect(try Explanation(json: explanation.json()) == explanation)
      #expect(explanation.json(reusing: Array(Self.document.utf8)) == explanation.json())
    }
    #expect(nothing.final == .zero && nothing.discount == .none && nothing.lines.isEmpty)
  }

  @Test(
    "R9: each member of the document is one of the explanation: another value, another document")
  func everyMember() throws {
    let changes: [(inout Explanation) -> Void] = [
      { $0.bookingID = 2 }, { $0.userID = 8 }, { $0.serviceDate = date("2025-01-11") },
      { $0.billingDate = date("2025-02-02") }, { $0.notBilled = nil }, { $0.base = money("1") },
      { $0.final = money("1") }, { $0.lines.removeLast() }, { $0.lines[0].itemID = 99 },
      { $0.lines[0].testID = 99 }, { $0.lines[0].testID = nil }, { $0.lines[0].quantity = 9 },
      { $0.lines[0].unitPrice = money("1") }, { $0.lines[0].source = .discounted },
      { $0.lines[0].amount = money("1") }, { $0.distance = nil },
      { $0.distance?.distance = distance("9") }, { $0.distance?.pricingID = 9 },
      { $0.distance?.baseCharge = money("1") }, { $0.distance?.freeDistance = distance("9") },
      { $0.distance?.chargePerKm = money("1") }, { $0.distance?.amount = money("1") },
      { $0.offers = [] }, { $0.offers[0].offerID = 9 }, { $0.offers[0].name = "x" },
      { $0.offers[0].eligible = money("1") }, { $0.offers[0].gives = money("1") },
      { $0.offers[0].verdict = .applied }, { $0.redemptions = [] },
      { $0.redemptions[0].redemptionID = 9 }, { $0.redemptions[0].couponCode = "x" },
      { $0.redemptions[0].amount = money("1") }, { $0.redemptions[0].expected = nil },
      { $0.redemptions[0].problems = [] }, { $0.discount.source = .offer },
      { $0.discount.promised = money("1") }, { $0.discount.amount = money("1") },
    ]
    var documents: Set<[UInt8]> = [Self.full.json()]
    for (place, change) in changes.enumerated() {
      var changed = Self.full
      change(&changed)
      #expect(try Explanation(json: changed.json()) == changed, "\(place)")
      #expect(documents.insert(changed.json()).inserted, "\(place)")
    }
    let written = try JSONEncoder().encode(Self.full)
    #expect(
      try JSONDecoder().decode(Explanation.self, from: written) == Self.full,
      "encoded as Codable it has the same members")
  }

  @Test("a document of another version, or of none, is refused, not half understood")
  func versions() throws {
    func document(_ version: String) -> String {
      Self.document.replacingOccurrences(of: "\"version\":1", with: "\"version\":\(version)")
    }
    for version in ["\"1\"", "null"] {
      #expect(throws: DecodingError.self, "\(version)") { try read(document(version)) }
    }
    for version in [0, 2] {
      let refused = #expect(throws: ExplanationOfAnotherVersion.self) {
        try read(document("\(version)"))
      }
      #expect(refused?.exitStatus == .notConfigured)
    }
    #expect(throws: ExplanationOfAnotherVersion.self) { try read(#"{"version":2,"items":[]}"#) }
    #expect(throws: DecodingError.self) {
      try read(Self.document.replacingOccurrences(of: "\"version\":1,", with: ""))
    }
  }

  @Test("a member that is missing, or is no amount, distance or date, is refused")
  func malformed() throws {
    for (member, other) in [
      (#""user":7,"#, ""), (#""base":"509.99","#, ""), (#""509.99""#, "509.99"),
      (#""509.99""#, #""509.995""#),
      (#""2025-01-10""#, #""2025-02-30""#), (#""4.25""#, #""-1""#), (#""booked""#, #""guessed""#),
      (#""user":7"#, #""user":2147483648"#),
    ] {
      let text = Self.document.replacingOccurrences(of: member, with: other)
      #expect(text != Self.document)
      #expect(throws: DecodingError.self, "\(member) as \(other)") { try read(text) }
    }
    #expect(throws: DecodingError.self) { try read("") }
  }

  @Test("members that a later version adds beside its own do no harm to reading")
  func added() throws {
    let text = Self.document.replacingOccurrences(
      of: "{\"version\"", with: "{\"more\":[1],\"version\"")
    #expect(try read(text) == Self.full)
  }
}
