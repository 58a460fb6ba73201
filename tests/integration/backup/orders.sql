INSERT INTO customers (name, email, language)
    SELECT 'Größe & Söhne ' || n, n || '@x.example', 'de' FROM generate_series(1, 20) n;
INSERT INTO products (sku, label, length_mm, width_mm, height_mm, weight_g, orientation, stackable, fragile, bottom_only,
    requires_refrigeration)
    SELECT 'SKU-' || n, 'Box', 100 + n, 200, 300, 4000, 'any', true, false, false, false FROM generate_series(1, 30) n;
INSERT INTO orders (customer_id, reference, priority, pickup_date, origin, destination, notes, auto_process, status, created_at, updated_at)
    SELECT 1 + n % 20, 'PO-' || n, 'standard', '2026-12-24', '{"city": "Hamburg"}', '{"city": "Praha"}', E'a\tb\nc\\d 漢', true, 'pending',
    now(), now() FROM generate_series(1, 300) n;
INSERT INTO order_items (order_id, line, description, quantity, length_mm, width_mm, height_mm, weight_g, orientation, stackable, fragile,
    bottom_only, requires_refrigeration)
    SELECT id, 1, 'Crate', 3, 1200, 800, 900, 85500, 'upright', true, false, false, false FROM orders;
INSERT INTO events (order_id, type, actor_kind, actor_name, at, data)
    SELECT id, 'order_created', 'user', 'me', now(), '{"x": 1.50}' FROM orders;
INSERT INTO runs (order_id, agent, model, status, started_at)
    SELECT id, 'orchestrator', 'rules', 'running', now() FROM orders;
INSERT INTO run_steps (run_id, seq, agent, tool, arguments, result, ms)
    SELECT id, 1, 'analyser', 'run_packing', '{}', 'ok', 5 FROM runs;
INSERT INTO notifications (order_id, event, channel, recipient, subject, body, created_at)
    SELECT id, 'order_booked', 'email', 'a@b.example', 'Hi', 'Hello', now() FROM orders;
INSERT INTO idempotency_keys (principal, key, fingerprint, body) VALUES ('key', 'k', '\x00ff', '\x00');
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args)
    SELECT 'orders', 'process_order', 'order-' || id, jsonb_build_object('order_id', id) FROM orders;
