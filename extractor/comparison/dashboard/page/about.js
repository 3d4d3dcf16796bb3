// What the figures are, and what they are not.

class About {
  id = "about";
  title = "About these figures";
  link = "About";
  uses = [];
  about = "";

  constructor(data) {
    this.data = data;
  }

  build(host) {
    const { data } = this;
    const dates = data.reports.start.filter(Boolean).sort();
    const point = (title, text) => [el("dt", {}, title), el("dd", {}, text)];
    host.append(el("dl", { class: "about" },
      point("What this is", `What ${many(data.count, "inspection report")} say about ${many(data.councils.length, "council")}, from inspections that began between ${day(dates[0])} and ${day(dates.at(-1))}. Made on ${day(data.made)} from ${data.scope === "everything" ? "all reports of the results folder" : `a selection of the results folder (${data.scope})`}.`),
      point("Grades", "Read from the reports, word for word, never worked out by us. Choose a grade to see its page. “Latest” is the council’s most recent graded inspection of that kind among the results: a newer one may exist that is not among them."),
      point("What may be compared", "“Adequate” (until October 2013) was not the same bar as “requires improvement”: the two stand side by side and no step between them is called better or worse. From 2018 to 2022 the inspections under ILACS judged children in care and care leavers together: that grade is not one of care leavers, and not one of children in care alone. Area SEND inspections have three outcomes of their own."),
      point("Inspections without grades", "Focused visits, monitoring visits and joint targeted inspections are told in words. They are never graded here."),
      point("Strengths, weaknesses, themes", "Sentences that a trained classifier took for findings. Most are right and some are wrong; each has its confidence, and the confidence is no mark of how serious the matter is. One sentence may be on several themes."),
      point("Shares", "A report counts once however often it says a thing. Inspectors write about what they looked at, so a theme that is seldom weak may be one that was seldom looked at. The intervals (95%, Wilson) are in the tables: with few reports they are wide."),
      point("What is not here", "No score of how positive a report sounds, no prediction, no ranking of councils."),
      point("Neighbours", "The statistical neighbours that the Department for Education publishes."),
      data.missing ? point("Left out", `${many(data.missing, "document")} of the results folder could not be used.`) : null,
    ));
  }

  update() {}
}
