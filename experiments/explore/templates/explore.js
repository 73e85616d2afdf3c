document.addEventListener("DOMContentLoaded", () => {
  // A day of one world comes ten times a second: it is put in place as it is, without the page's wait signs.
  Shiny.addCustomMessageHandler("world", parts => {
    for (const [id, html] of Object.entries(parts)) {
      const place = document.getElementById(id);
      if (place) place.innerHTML = html;
    }
  });
  // A slider tells its value at once, and the page a moment after it stands still.
  let still = null;
  const tell = slider => Shiny.setInputValue(slider.id, Number(slider.value));
  document.addEventListener("input", event => {
    if (!event.target.matches("input.slider")) return;
    const slider = event.target;
    slider.parentElement.querySelector("output").textContent = slider.dataset.before + Number(slider.value).toLocaleString("en-GB");
    clearTimeout(still);
    still = setTimeout(() => tell(slider), 120);
  });
  $(document).on("shiny:sessioninitialized", () => document.querySelectorAll("input.slider").forEach(tell));
  // A tile of a map stands for its area in the list of areas.
  document.addEventListener("click", event => {
    const svg = event.target.closest("#figure-map_of_changes svg, #figure-map_of_levels svg");
    const list = document.getElementById("area");
    if (!svg || !list) return;
    let nearest = null, least = 40;
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      const apart = Math.hypot(event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2);
      if (apart < least && /^[A-Z]{3}\b/.test(text.textContent.trim())) [nearest, least] = [text, apart];
    }
    if (nearest) Shiny.setInputValue("tile", nearest.textContent.trim().slice(0, 3), {priority: "event"});
  });
});
