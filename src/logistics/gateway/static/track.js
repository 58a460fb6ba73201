// What a customer's link shows of an order. The link's secret stands behind the #, which is not sent with the page.

const element = (id) => document.getElementById(id);
const moment = (text) => new Date(text).toLocaleString();

function show(order) {
  element("number").textContent = order.number;
  element("status").textContent = order.status.replaceAll("_", " ");
  element("status").classList.add(order.status);
  element("message").textContent = order.message;
  element("pickup_date").textContent = order.pickup_date;
  element("created_at").textContent = moment(order.created_at);
  element("updated_at").textContent = moment(order.updated_at);
  element("order").hidden = false;
}

async function look() {
  const response = await fetch("/api/orders/tracking", { headers: { "Tracking-Token": location.hash.slice(1) } });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail || `Answered ${response.status}.`);
  show(answer);
}

look().catch((error) => {
  element("trouble").textContent = error.message;
  element("trouble").hidden = false;
});
