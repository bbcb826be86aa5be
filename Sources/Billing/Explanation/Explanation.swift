internal import Foundation

/// Everything that the amount of a bill came from (R9): the document of `billing_records.pricing` and of
/// `billing_adjustments.pricing_after`, in the words of the rules.
///
/// Its members, and those of what it holds, are named by the `CodingKeys` and nowhere else; SQL that
/// looks into a document takes their names from there. Amounts, distances and dates are texts.
package struct Explanation: Codable, Equatable, Sendable {
  /// Raised when the document's members change their meaning.
  package static let currentVersion = 1

  package var version = currentVersion
  package var bookingID: BookingID
  package var userID: UserID
  /// R1.
  package var serviceDate: CalendarDate
  /// R7.
  package var billingDate: CalendarDate
  /// Why nothing is billed any more; nil of a bill.
  package var notBilled: String?
  /// R3.
  package var lines: [PricedLine]
  package var base: Money
  /// R4; nil where there was no home visit.
  package var distance: DistanceCharge?
  /// R5.
  package var offers: [ConsideredOffer]
  package var redemptions: [HonouredRedemption]
  package var discount: Discount
  /// R6.
  package var final: Money

  package enum CodingKeys: String, CodingKey {
    case version
    case bookingID = "booking"
    case userID = "user"
    case serviceDate = "service_date"
    case billingDate = "billing_date"
    case notBilled = "not_billed"
    case lines
    case base
    case distance
    case offers
    case redemptions
    case discount
    case final
  }
}

extension Explanation {
  /// Of what a booking costs.
  package init(
    _ charge: Charge, booking: BookingID, user: UserID, billingDate: CalendarDate
  ) {
    bookingID = booking
    userID = user
    serviceDate = charge.serviceDate
    self.billingDate = billingDate
    lines = charge.lines
    base = charge.amounts.base
    distance = charge.distance
    offers = charge.offers
    redemptions = charge.redemptions
    discount = charge.discount
    final = charge.amounts.final
  }

  /// Of a booking of which nothing is billed any more, and why.
  package init(
    nothingBilledOf booking: BookingID, user: UserID, serviceDate: CalendarDate,
    billingDate: CalendarDate, reason: String
  ) {
    bookingID = booking
    userID = user
    self.serviceDate = serviceDate
    self.billingDate = billingDate
    notBilled = reason
    lines = []
    base = .zero
    offers = []
    redemptions = []
    discount = .none
    final = .zero
  }

  /// Reads a document.
  ///
  /// - Throws: ``ExplanationOfAnotherVersion``; `DecodingError` where it is no explanation.
  package init(json: [UInt8]) throws {
    self = try JSONDecoder().decode(OfThisVersion.self, from: Data(json)).explanation
  }

  /// Looks at the version first: the other members may be another one's.
  private struct OfThisVersion: Decodable {
    let explanation: Explanation

    init(from decoder: any Decoder) throws {
      let version = try decoder.container(keyedBy: CodingKeys.self).decode(
        Int.self, forKey: .version)
      guard version == Explanation.currentVersion else {
        throw ExplanationOfAnotherVersion(version: version)
      }
      explanation = try Explanation(from: decoder)
    }
  }
}

/// An explanation that another version of the program wrote, and this one cannot read.
package struct ExplanationOfAnotherVersion: ReportedError, Equatable {
  let version: Int

  package var exitStatus: ExitStatus { .notConfigured }
  package var message: String {
    "the record's explanation is of version \(version), and this program reads version "
      + "\(Explanation.currentVersion)"
  }
  package var remedy: String { "use the version of the program that wrote it" }
}
