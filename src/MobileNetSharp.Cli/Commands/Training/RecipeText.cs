using MobileNetSharp.Cli.Output;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>A recipe: its fields with their meaning, or the JSON that <c>--recipe</c> reads.</summary>
static class RecipeText
{
    public static void Print(Recipe recipe, bool json)
    {
        if (json)
        {
            Console.Out.Write($"{RecipeJson.ToJson(recipe)}{Environment.NewLine}");
            return;
        }

        TextTable.PrintParagraph($"{recipe.Name}: {recipe.Description}");
        Console.Out.WriteLine();
        var table = new TextTable(new("FIELD"), new("VALUE"), new("MEANING", IsOptional: true)) { Indent = "" };
        foreach (var field in RecipeFields.FromRecipe(recipe).Where(field => field.Name is not ("name" or "description")))
            table.Add(field.Name, field.Value, field.Meaning);
        table.Print();
    }
}
