-- The app's own counter, as it would stand now.

update coupons
set current_uses = (
  select count(*) from coupon_redemptions as redeemed where redeemed.coupon_id = coupons.id
);
