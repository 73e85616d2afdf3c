document.addEventListener("DOMContentLoaded", () => {
  // A day of one world comes ten times a second: it is put in place as it is, without the page's wait signs.
  Shiny.addCustomMessageHandler("world", parts => {
    for (const [id, html] of Object.entries(parts)) {
      const place = document.getElementById(id);
      if (place) place.innerHTML = html;
    }
  });
  // What stands on the page alone is taken from it: a drawing as SVG or PNG, a table as CSV.
  const give = (name, blob) => {
    const link = Object.assign(document.createElement("a"), {href: URL.createObjectURL(blob), download: name});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const asPicture = (name, text, box) => {
    const image = new Image();
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), {width: 2 * box.width, height: 2 * box.height});
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(blob => give(name, blob));
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  };
  document.addEventListener("click", event => {
    const asked = event.target.closest("button.take");
    if (!asked) return;
    const {from, form} = asked.dataset;
    const found = from ? [...document.querySelectorAll(from)] : [asked.closest(".tabled").querySelector("table")];
    const called = from ? from.match(/\w+/)[0] : found[0].caption.textContent.match(/\w+/g).slice(0, 8).join("_");
    // One button takes all that its place holds: of several drawings each is a file of its own.
    found.forEach((one, at) => takeOne(one, `${called}${found.length > 1 ? `_${at + 1}` : ""}.${form}`, form));
  });
  const takeOne = (from, name, form) => {
    if (form === "csv") {
      // A heading's unit is kept apart from its name, and what a spreadsheet would take for a formula is marked as text.
      const parts = one => [...one.childNodes].map(part => part.textContent.trim()).filter(Boolean);
      const words = one => one.matches("th:has(.span)") ? parts(one).join(", ") : one.textContent.replace(/\s+/g, " ").trim();
      const safe = text => /^([=@]|[+-](?!£?[\d.,]+[a-z%]*( |$)))/.test(text) ? `'${text}` : text;
      const cell = one => `"${safe(words(one)).replace(/"/g, '""')}"`;
      const lines = [...from.rows].map(row => [...row.cells].map(cell).join(","));
      give(name, new Blob([lines.join("\n") + "\n"], {type: "text/csv"}));
    } else if (form === "svg") {
      give(name, new Blob([from.outerHTML], {type: "image/svg+xml"}));
    } else {
      const box = from.viewBox.baseVal;
      const sized = from.cloneNode(true);
      sized.setAttribute("width", 2 * box.width);
      sized.setAttribute("height", 2 * box.height);
      asPicture(name, sized.outerHTML, box);
    }
  };
  // A slider tells its value at once, and the page a moment after it stands still.
  const still = new Map();
  const tell = slider => Shiny.setInputValue(slider.id, Number(slider.value));
  document.addEventListener("input", event => {
    if (!event.target.matches("input.slider")) return;
    const slider = event.target;
    slider.parentElement.querySelector("output").textContent = slider.dataset.before + Number(slider.value).toLocaleString("en-GB");
    clearTimeout(still.get(slider.id));
    still.set(slider.id, setTimeout(() => tell(slider), 120));
  });
  $(document).on("shiny:sessioninitialized", () => document.querySelectorAll("input.slider").forEach(tell));
  // Controls that are made late: their sliders are told with the others of the same place.
  $(document).on("shiny:bound", event => {
    const place = event.bindingType === "input" && event.target.closest(".shiny-html-output");
    if (place) place.querySelectorAll("input.slider").forEach(tell);
  });
  $(document).on("shiny:disconnected", () => {
    const told = Object.assign(document.createElement("p"), {className: "caution gone", role: "alert"});
    told.textContent = "The server of this page has stopped. What you see is as it was; start countylines explore again, and load the page anew.";
    document.querySelector("header").after(told);
  });
  // The same in other worlds is another folder's page: what is chosen by now goes with it.
  $(document).on("change", "select#of", event => {
    const chosen = new URLSearchParams(location.search);
    chosen.set("of", event.target.value);
    location.search = chosen;
  });
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
