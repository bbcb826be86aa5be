internal import Billing

/// What takes the place of a migration where the app's team has made some of it already: what is there
/// is taken as it is, and what is missing of it is added in ways that a table in use bears. Each step can
/// be cut off and derived anew from what is there then.
package struct Completion: Equatable, Sendable {
  /// How a step is run.
  package enum Way: Equatable, Sendable {
    /// In one transaction that holds its locks for a moment.
    case transaction
    /// By itself: it reads the table and locks nobody out.
    case validation
    /// Outside a transaction, while the app writes.
    case concurrentIndex

    var heading: String {
      switch self {
      case .transaction: "one transaction, locks for a moment"
      case .validation: "reads, locks nobody out"
      case .concurrentIndex: "built while the app writes"
      }
    }
  }

  package struct Step: Equatable, Sendable {
    package let way: Way
    /// In their order, without semicolons.
    package let statements: [String]
  }

  /// What of the app's serves as the plan's, and where it differs from it, a line each.
  package internal(set) var taken: [String] = []
  package internal(set) var steps: [Step] = []

  /// What it comes to, in a few words.
  package var effect: String {
    steps.isEmpty ? "the app's own, taken as it is" : "the app's own, completed"
  }

  /// Its statements, as a script to read.
  package var script: String {
    var text = taken.map { "-- taken: \($0)\n" }.joined()
    for step in steps {
      text += "\n-- \(step.way.heading)\n"
      text += step.statements.map { "\($0);\n" }.joined()
    }
    return text
  }
}

/// Columns of the plan that a night reads as never null, since money depends on them: made by the app,
/// they become `not null` when they are taken over. Every other column may stay nullable where the
/// app made it so, or its inserts of nothing would break.
enum NeededValues {
  /// - Parameter column: with its table, as `offers.start_date`.
  static func contains(_ column: String) -> Bool {
    columns.contains(column) || column.hasPrefix("\(Table.billingRecords.name).")
      || column.hasSuffix(".id")
  }

  private static let columns: Set<String> = [
    "offers.name", "offers.discount_type", "offers.discount_value", "offers.start_date",
    "offers.end_date", "offers.is_active",
    "coupons.code", "coupons.start_date", "coupons.end_date", "coupons.is_active",
    "coupons.max_uses_per_user",
    "coupon_redemptions.coupon_id", "coupon_redemptions.booking_id",
    "coupon_redemptions.user_id", "coupon_redemptions.discount_amount",
    "coupon_redemptions.redemption_date",
    "distance_pricing_configs.base_charge", "distance_pricing_configs.charge_per_km",
    "distance_pricing_configs.max_free_distance_km", "distance_pricing_configs.effective_from",
    "distance_pricing_configs.is_active",
  ]
}
