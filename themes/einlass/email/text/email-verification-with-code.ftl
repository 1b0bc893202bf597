<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.frame>
${layout.shared.greeting()}

${msg("einlassCodeLead", layout.shared.company)}

${code}

${msg("einlassCodeUnexpected")}
</@layout.frame>
