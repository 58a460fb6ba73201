INSERT INTO vehicles (registration, name, vehicle_type, cargo_length_mm, cargo_width_mm, cargo_height_mm, door_width_mm, door_height_mm,
    max_payload_g, refrigerated, tail_lift, base_charge, rate_per_km, currency)
    SELECT 'HH-' || n, 'Truck', 'truck', 6100, 2450, 2400, 2400, 2300, 2800000, false, true, 90.00, 1.15, 'EUR' FROM generate_series(1, 12) n;
INSERT INTO quotes (vehicle_id, origin_lat, origin_lon, destination_lat, destination_lon, period, priority, weight_g, volume_mm3, distance_km,
    distance_source, lines, total, currency, valid_until)
    SELECT id, 53.55 + 0.1, 9.99, 50.08, 14.43, '[2026-12-24,2026-12-26)', 'standard', 1, 1, 633.10, 'x', '[]', 818.07, 'EUR', now() FROM vehicles;
INSERT INTO holds (vehicle_id, period)
    SELECT id, '[2026-12-24,2026-12-26)' FROM vehicles;
INSERT INTO bookings (hold_id, vehicle_id, period, order_id, load_index, layout_key, layout_version, layout_sha256, quote_id, price, currency,
    status, created_at, updated_at)
    SELECT id, vehicle_id, period, id, 0, 'order-' || id || '.json', '1', 'x', id, 818.07, 'EUR',
    'confirmed', now(), now() FROM holds;
INSERT INTO booking_history (booking_id, to_status, actor_kind, actor_name, at)
    SELECT id, 'confirmed', 'run', 'r', now() FROM bookings;
INSERT INTO idempotency_keys (principal, key, fingerprint) VALUES ('key', 'k', '\x01');
