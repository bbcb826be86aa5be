package import Postgres

package typealias OfferID = ID<Offer>

/// How an offer's value is meant.
package enum DiscountType: String, StoredEnumeration {
  case percentage
  case fixedAmount = "fixed_amount"
}

/// A discount for everybody or, where it has coupons, for those who redeem one (R5).
package struct Offer: Model {
  package let id: OfferID
  package let name: String
  package let description: String?
  package let discountType: DiscountType
  /// A percentage or an amount; any value is let in, an unusable one is `bad_offer`.
  package let discountValue: AmountReading
  package let startDate: CalendarDate
  /// The last day.
  package let endDate: CalendarDate
  package let isActive: Bool
  /// What it is for, such as Christmas.
  package let eventTag: String?
  /// `all`, or a JSON array of test ids as numbers or strings; nil is every test. Any text is let in,
  /// a malformed one is `bad_offer`.
  package let applicableTests: String?
  package let minimumOrderValue: Money?
  package let createdAt: Instant
  package let createdByAdminID: StaffID?
  package let updatedAt: Instant

  package static let table = Table(
    "offers",
    columns: [
      Column("id", .integer),
      Column("name", .text),
      Column("description", .text, nullable: true),
      Column("discount_type", .text),
      Column("discount_value", .money),
      Column("start_date", .date),
      Column("end_date", .date),
      Column("is_active", .boolean),
      Column("event_tag", .text, nullable: true),
      Column("applicable_tests", .text, nullable: true),
      Column("minimum_order_value", .money, nullable: true),
      Column("created_at", .instant),
      Column("created_by_admin_id", .integer, nullable: true),
      Column("updated_at", .instant),
    ])

  package init(row: borrowing Row) throws(PostgresError) {
    id = try row.decode(0)
    name = try row.decode(1)
    description = try row.decodeOptional(2)
    discountType = try row.decode(3)
    discountValue = row.amountReading(4)
    startDate = try row.decode(5)
    endDate = try row.decode(6)
    isActive = try row.decode(7)
    eventTag = try row.decodeOptional(8)
    applicableTests = try row.decodeOptional(9)
    minimumOrderValue = try row.decodeOptional(10)
    createdAt = try row.decode(11)
    createdByAdminID = try row.decodeOptional(12)
    updatedAt = try row.decode(13)
  }
}
