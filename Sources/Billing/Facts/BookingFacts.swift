/// Everything the rules need to know about one booking, as read from the app's tables.
package struct BookingFacts: Sendable {
  package var id: BookingID
  /// Who is billed; nil quarantines (R3 `no_user`).
  package var userID: UserID?
  /// The status as the app wrote it.
  package var status: String?
  /// `booking_date` as a date in the billing time zone (R1); nil where the app has none.
  package var serviceDate: CalendarDate?
  /// How far the home visit was (R4).
  package var distance: DistanceReading
  /// The booking's items by `booking_items.id`.
  package var lines: ArraySlice<LineFacts>
  /// The coupons redeemed on the booking by `coupon_redemptions.id`.
  package var redemptions: ArraySlice<RedemptionFacts>

  package init(
    id: BookingID, userID: UserID?, status: String?, serviceDate: CalendarDate?,
    distance: DistanceReading = .none, lines: ArraySlice<LineFacts> = [],
    redemptions: ArraySlice<RedemptionFacts> = []
  ) {
    self.id = id
    self.userID = userID
    self.status = status
    self.serviceDate = serviceDate
    self.distance = distance
    self.lines = lines
    self.redemptions = redemptions
  }
}

/// One `booking_items` row with the prices of its test.
package struct LineFacts: Sendable {
  package var itemID: BookingItemID
  package var testID: TestID?
  package var quantity: Int32?
  /// The price at the time of booking.
  package var unitPrice: AmountReading
  /// The test's prices of today, for where no price of that day was kept.
  package var discountedPrice: AmountReading
  package var listPrice: AmountReading

  package init(
    itemID: BookingItemID, testID: TestID?, quantity: Int32?, unitPrice: AmountReading,
    discountedPrice: AmountReading = .absent, listPrice: AmountReading = .absent
  ) {
    self.itemID = itemID
    self.testID = testID
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.discountedPrice = discountedPrice
    self.listPrice = listPrice
  }
}

/// One `coupon_redemptions` row with what the rules ask of its coupon.
package struct RedemptionFacts: Sendable {
  package var id: CouponRedemptionID
  package var couponCode: String
  /// The offer the coupon redeems; nil for one that stands alone.
  package var offerID: OfferID?
  package var userID: UserID
  /// What the customer was promised.
  package var amount: AmountReading
  /// `redemption_date` as a date in the billing time zone.
  package var redeemedOn: CalendarDate
  package var isCouponActive: Bool
  /// Whether the redemption lies in the coupon's dates, ends included.
  package var isWithinCouponDates: Bool
  /// Whether `max_uses` earlier redemptions of the coupon came before this one.
  package var isBeyondMaxUses: Bool
  /// Whether `max_uses_per_user` earlier ones by the same user did.
  package var isBeyondMaxUsesPerUser: Bool
  /// Those earlier ones, the last three of them, in words: `booking 12 (cancelled)`; empty where it
  /// is not beyond.
  package var earlierUses: [String]

  package init(
    id: CouponRedemptionID, couponCode: String, offerID: OfferID?, userID: UserID,
    amount: AmountReading, redeemedOn: CalendarDate, isCouponActive: Bool = true,
    isWithinCouponDates: Bool = true, isBeyondMaxUses: Bool = false,
    isBeyondMaxUsesPerUser: Bool = false, earlierUses: [String] = []
  ) {
    self.id = id
    self.couponCode = couponCode
    self.offerID = offerID
    self.userID = userID
    self.amount = amount
    self.redeemedOn = redeemedOn
    self.isCouponActive = isCouponActive
    self.isWithinCouponDates = isWithinCouponDates
    self.isBeyondMaxUses = isBeyondMaxUses
    self.earlierUses = earlierUses
    self.isBeyondMaxUsesPerUser = isBeyondMaxUsesPerUser
  }
}
