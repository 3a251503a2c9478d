"""The editors' side of the question bank: review, imports and exports, figures from papers, and works that change."""
