internal import PlainText

/// The primary key of one table: a booking's id is not a user's.
package struct ID<Entity>: Hashable, Comparable, Sendable {
  package let rawValue: Int32

  package init(_ rawValue: Int32) {
    self.rawValue = rawValue
  }

  package static func < (left: ID, right: ID) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension ID: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int32) {
    self.init(value)
  }
}

extension ID: PlainValue {
  package func append(to bytes: inout [UInt8]) { rawValue.append(to: &bytes) }
}

/// The primary key of one of the job's own tables, which grow for ever: 64 bits.
package struct LongID<Entity>: Hashable, Comparable, Sendable {
  package let rawValue: Int64

  package init(_ rawValue: Int64) {
    self.rawValue = rawValue
  }

  package static func < (left: LongID, right: LongID) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension LongID: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int64) {
    self.init(value)
  }
}

extension LongID: PlainValue {
  package func append(to bytes: inout [UInt8]) { rawValue.append(to: &bytes) }
}

/// Who a lab is, to its export packages: a random UUID that lives in its schema and survives upgrades,
/// dumps and renaming.
package struct LabID: Hashable, Sendable, LosslessStringConvertible {
  /// `8e2c6a1e-6f2f-4f6c-9b57-1d3f0a5b7c9d`, in small letters.
  package let description: String

  /// Reads a UUID as Postgres writes it; nil for any other text.
  package init?(_ description: String) {
    let parts = description.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12],
      parts.joined().utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    self.description = description
  }
}

extension LabID: PlainText {
  package func append(to bytes: inout [UInt8]) { bytes += description.utf8 }
}

/// What an id can be of. Each is a table's row, and never a value.
package enum Entity {
  package enum BillingFinding {}
  package enum BillingRecord {}
  package enum BillingRun {}
  package enum Booking {}
  package enum BookingItem {}
  package enum Category {}
  package enum CouponRedemption {}
  package enum DistancePricingConfig {}
  package enum LabTest {}
  package enum NumberSeries {}
  package enum Offer {}
  package enum PeriodSeal {}
  package enum Staff {}
  package enum User {}
}

// The app's tables.
package typealias BillingRecordID = ID<Entity.BillingRecord>
package typealias BookingID = ID<Entity.Booking>
package typealias BookingItemID = ID<Entity.BookingItem>
package typealias CategoryID = ID<Entity.Category>
package typealias CouponRedemptionID = ID<Entity.CouponRedemption>
package typealias DistancePricingConfigID = ID<Entity.DistancePricingConfig>
package typealias TestID = ID<Entity.LabTest>
package typealias NumberSeriesID = ID<Entity.NumberSeries>
package typealias OfferID = ID<Entity.Offer>
package typealias StaffID = ID<Entity.Staff>
package typealias UserID = ID<Entity.User>

// The job's own tables, which grow for ever.
package typealias FindingID = LongID<Entity.BillingFinding>
package typealias RunID = LongID<Entity.BillingRun>
package typealias PeriodSealID = LongID<Entity.PeriodSeal>
